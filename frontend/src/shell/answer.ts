/** Takes the answer to an app's request back to the app. */

export interface Answer {
  /** Where the browser goes. */
  redirect_to?: string | undefined;
  /** What the browser posts instead (OAuth 2.0 Form Post Response Mode §2). */
  form_post?: { action: string; fields: readonly { name: string; value: string }[] } | undefined;
}

/** In the history, an address takes the place of the page: "back" does not lead to a question that was answered. */
export function deliver(answer: Answer, page: Document = document): void {
  if (answer.form_post) {
    const form = page.createElement('form');
    form.method = 'post';
    form.action = answer.form_post.action;
    form.hidden = true;
    for (const { name, value } of answer.form_post.fields) {
      const field = page.createElement('input');
      field.type = 'hidden';
      field.name = name;
      field.value = value;
      form.append(field);
    }
    page.body.append(form);
    form.submit();
  } else if (answer.redirect_to) {
    page.location.replace(answer.redirect_to);
  }
}
