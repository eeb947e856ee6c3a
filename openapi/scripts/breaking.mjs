// What of a change between two documents breaks programs that were written for the first. Codes of problems may be
// added: programs are told to expect it.

/** A line for each break, which begins with the operation that it is about. */
export function breaks(before, after) {
  const found = [];
  for (const [path, methods] of Object.entries(before.paths)) {
    for (const [method, old] of Object.entries(methods)) {
      const name = old.operationId;
      const now = after.paths[path]?.[method];
      const note = (what) => found.push(`${name}: ${what}`);
      if (!now) {
        note(`${method.toUpperCase()} ${path} is gone`);
        continue;
      }
      if (now.operationId !== name) note(`it is called ${now.operationId} now`);
      parameters(old, now, note);
      asksMore(old, now, note);
      const taken = new Walk(before, after, note, 'request');
      const given = new Walk(before, after, note, 'answer');
      for (const [type, media] of Object.entries(old.requestBody?.content ?? {})) {
        const body = now.requestBody?.content?.[type];
        if (body) taken.compare(media.schema, body.schema, 'body');
        else note(`it takes no ${type} any more`);
      }
      if (now.requestBody?.required && !old.requestBody?.required) note('it needs a body');
      for (const [status, answer] of Object.entries(old.responses)) {
        if (!status.startsWith('2')) continue;
        for (const [type, media] of Object.entries(answer.content ?? {})) {
          const body = now.responses[status]?.content?.[type];
          if (body) given.compare(media.schema, body.schema, `answer ${status}`);
          else note(`it gives no ${type} with ${status} any more`);
        }
        if (!now.responses[status]) note(`it does not answer ${status} any more`);
      }
    }
  }
  return [...new Set(found)];
}

function parameters(old, now, note) {
  const key = ({ in: where, name }) => `${where} ${name}`;
  const known = new Map((old.parameters ?? []).map((each) => [key(each), each]));
  const present = new Map((now.parameters ?? []).map((each) => [key(each), each]));
  for (const [name, each] of known) {
    const other = present.get(name);
    if (!other) note(`the parameter ${name} is gone`);
    else if (JSON.stringify(each.schema.type) !== JSON.stringify(other.schema.type))
      note(`the parameter ${name} has another type`);
  }
  for (const [name, each] of present)
    if (each.required && !known.get(name)?.required) note(`the parameter ${name} is required`);
}

/** A way in that was open, and is not, or not without another scope. */
function asksMore(old, now, note) {
  const fits = (was, is) =>
    Object.entries(is).every(([scheme, scopes]) => scopes.every((scope) => was[scheme]?.includes(scope))) &&
    Object.keys(is).every((scheme) => scheme in was);
  const open = (ways) => (ways?.length ? ways : [{}]);
  for (const was of open(old.security))
    if (!open(now.security).some((is) => fits(was, is)))
      note(`one cannot ask with ${JSON.stringify(was)} any more`);
}

/** Goes through two schemas side by side. */
class Walk {
  constructor(before, after, note, direction) {
    Object.assign(this, { before, after, note, direction, seen: new Set() });
  }

  compare(old, now, where) {
    const pair = `${old?.$ref} ${now?.$ref} ${where}`;
    if (this.seen.has(pair)) return;
    this.seen.add(pair);
    const [a, b] = [resolve(this.before, old), resolve(this.after, now)];
    if (!a || !b) return;
    const note = (what) => this.note(`${where} ${what}`);
    if (a.type !== b.type || a.format !== b.format) {
      note(`was ${a.type} ${a.format ?? ''} and is ${b.type} ${b.format ?? ''}`);
      return;
    }
    const request = this.direction === 'request';
    if (a.enum && b.enum) {
      const gone = a.enum.filter((word) => !b.enum.includes(word));
      if (request && gone.length > 0) note(`does not take ${gone} any more`);
    } else if (request && b.enum) note('takes listed words alone');
    if (request && a.nullable && !b.nullable) note('must not be null any more');
    if (!request && !a.nullable && b.nullable) note('may be null');
    if (request) {
      for (const least of ['minLength', 'minimum', 'minItems'])
        if ((b[least] ?? -Infinity) > (a[least] ?? -Infinity)) note(`has a higher ${least}`);
      for (const most of ['maxLength', 'maximum', 'maxItems'])
        if ((b[most] ?? Infinity) < (a[most] ?? Infinity)) note(`has a lower ${most}`);
    }
    if (a.items) this.compare(a.items, b.items, `${where}[]`);
    const must = (schema, name) => schema.required?.includes(name) ?? false;
    for (const [name, property] of Object.entries(a.properties ?? {})) {
      const other = b.properties?.[name];
      if (!other) note(`has no ${name} any more`);
      else {
        if (!request && must(a, name) && !must(b, name)) note(`may lack ${name}`);
        this.compare(property, other, `${where}.${name}`);
      }
    }
    if (request) for (const name of b.required ?? []) if (!must(a, name)) note(`needs ${name}`);
  }
}

function resolve(document, schema) {
  if (schema?.$ref) return resolve(document, document.components.schemas[schema.$ref.split('/').at(-1)]);
  if (schema?.allOf?.length === 1) {
    const { allOf, ...more } = schema;
    return { ...resolve(document, allOf[0]), ...more };
  }
  return schema;
}
