import { afterEach, describe, expect, it, vi } from 'vitest';
import { deliver } from '../src/shell/answer';
import { hostOf, told } from '../src/shell/scopes';
import { requestIn, resume, withRequest } from '../src/shell/waiting_request';

const id = '6f0c1b0e-4f5d-4c3e-9a57-0c9d1f6f2a11';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a request that waits', () => {
  it('is kept in the address', () => {
    expect(requestIn(`?request=${id}&login_hint=ada`)).toBe(id);
    expect(withRequest('/register', id)).toBe(`/register?request=${id}`);
    expect(withRequest('/register', null)).toBe('/register');
  });

  it('is nothing else than an id', () => {
    for (const search of [
      '',
      '?request=',
      '?request=1',
      `?request=${id}x`,
      `?request=${id}%2F..%2Fx`,
      '?request=//evil',
    ]) {
      expect(requestIn(search), search).toBeNull();
    }
  });

  it('is gone on with once', () => {
    const replace = vi.fn<(address: string) => void>();
    vi.stubGlobal('location', { replace });
    resume(id);
    resume(id);
    expect(replace.mock.calls).toEqual([[`/oauth/authorize/resume?request=${id}`]]);
  });
});

describe('what an app may do', () => {
  it('is told in sentences, who one is first', () => {
    expect(told(['photos:read', 'offline_access', 'email', 'openid', 'profile'])).toEqual([
      { scope: 'openid', key: 'scope.openid' },
      { scope: 'profile', key: 'scope.profile' },
      { scope: 'email', key: 'scope.email' },
      { scope: 'offline_access', key: 'scope.offline_access' },
      { scope: 'photos:read', key: null },
    ]);
  });

  it('is at least to know who somebody is', () => {
    expect(told([])).toEqual([{ scope: 'openid', key: 'scope.openid' }]);
  });

  it('is not taken from words that every object has', () => {
    expect(told(['constructor', 'toString']).map((each) => each.key)).toEqual(['scope.openid', null, null]);
  });
});

describe('the home of an app', () => {
  it('is named by its host', () => {
    expect(hostOf('https://photos.example.com/start?x')).toBe('photos.example.com');
    expect(hostOf('http://localhost:3000')).toBe('localhost:3000');
  });

  it('is no link where it is not of the web', () => {
    for (const home of [undefined, '', 'photos', 'javascript:alert(1)', 'data:text/html,x']) {
      expect(hostOf(home), String(home)).toBeNull();
    }
  });
});

/** As much of a page as an answer needs. */
function page() {
  const replace = vi.fn<(address: string) => void>();
  const submit = vi.fn<() => void>();
  const made: Record<string, unknown>[] = [];
  const createElement = (name: string) => {
    const inside: unknown[] = [];
    const element = { tag: name, inside, append: (child: unknown) => inside.push(child), submit };
    made.push(element);
    return element;
  };
  const append = vi.fn<(element: unknown) => void>();
  const document = { createElement, body: { append }, location: { replace } };
  return { document: document as unknown as Document, replace, submit, append, made };
}

describe('the answer', () => {
  it('leads back by an address', () => {
    const { document, replace, submit } = page();
    deliver({ redirect_to: 'https://photos.example.com/back?code=a' }, document);
    expect(replace.mock.calls).toEqual([['https://photos.example.com/back?code=a']]);
    expect(submit).not.toHaveBeenCalled();
  });

  it('is posted where the app wants that', () => {
    const { document, replace, submit, append, made } = page();
    const action = 'https://photos.example.com/back';
    deliver(
      {
        form_post: {
          action,
          fields: [
            { name: 'code', value: 'a"b' },
            { name: 'state', value: 'x' },
          ],
        },
      },
      document,
    );
    const [form, ...fields] = made;
    expect(form).toMatchObject({ tag: 'form', method: 'post', action, inside: fields });
    expect(fields).toMatchObject([
      { type: 'hidden', name: 'code', value: 'a"b' },
      { type: 'hidden', name: 'state', value: 'x' },
    ]);
    expect(append).toHaveBeenCalledWith(form);
    expect(submit).toHaveBeenCalledOnce();
    expect(replace).not.toHaveBeenCalled();
  });
});
