/** Whose the pages are, as the server has written it into the head of the page. */

export interface Brand {
  name: string;
  /** The address of the logo. Without one there is the mark of Oathgate. */
  logo: string | null;
}

export function brandOf(head: Pick<ParentNode, 'querySelector'>): Brand {
  const named = (name: string) =>
    head.querySelector(`meta[name="${name}"]`)?.getAttribute('content')?.trim() || null;
  return { name: named('application-name') ?? 'Oathgate', logo: named('oathgate-logo') };
}

export const brand = brandOf(document.head);
