// Types and operations of the API, for Rust. What browsers and OAuth clients talk to (pages, forms, redirects) is
// left to them.

const head = '// Generated from the OpenAPI document. Changes here are lost.\n\n';

const keywords = new Set(
  'as async await box break const continue crate dyn else enum extern fn for if impl in let loop match mod move mut pub ref return self static struct super trait type unsafe use where while'.split(
    ' ',
  ),
);
const snake = (name) => {
  const word = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/\W+/g, '_')
    .toLowerCase();
  return keywords.has(word) ? `r#${word}` : word;
};
const pascal = (name) =>
  name
    .split(/[^A-Za-z\d]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
const nameOf = (reference) => reference.split('/').at(-1);
const doc = (text, indent = '') =>
  (text ?? '')
    .trim()
    .split('\n')
    .map((line) => `${indent}/// ${line}`.trimEnd() + '\n')
    .join('');

/** For operations with a query. */
const pair = `
/// A pair of a query, where there is a value.
fn pair<'a>(name: &'a str, value: Option<&impl serde::Serialize>) -> Option<(&'a str, String)> {
    // As in JSON, so that the words of an enumeration are those of the API.
    match serde_json::to_value(value?).ok()? {
        serde_json::Value::String(text) => Some((name, text)),
        other => Some((name, other.to_string())),
    }
}
`;

/** The Rust type of a schema. */
function typeOf(schema, where) {
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.allOf?.length === 1) return typeOf(schema.allOf[0], where);
  switch (schema.type) {
    case 'string':
      return { uuid: 'uuid::Uuid', 'date-time': 'time::OffsetDateTime' }[schema.format] ?? 'String';
    case 'integer':
      return (
        { uint8: 'u8', uint16: 'u16', uint32: 'u32', uint64: 'u64', int32: 'i32' }[schema.format] ?? 'i64'
      );
    case 'number':
      return 'f64';
    case 'boolean':
      return 'bool';
    case 'array':
      return `Vec<${typeOf(schema.items, where)}>`;
    case 'object':
    case undefined:
      if (schema.properties || schema.anyOf || schema.oneOf) break;
      return typeof schema.additionalProperties === 'object'
        ? `std::collections::BTreeMap<String, ${typeOf(schema.additionalProperties, where)}>`
        : 'serde_json::Value';
  }
  throw new Error(`${where}: nothing in Rust is like ${JSON.stringify(schema)}`);
}

function enumeration(name, schema) {
  const variants = schema.enum
    .map((word) => `${doc(`\`${word}\``, '    ')}    #[serde(rename = "${word}")]\n    ${pascal(word)},\n`)
    .join('');
  return `${doc(schema.description ?? `One of ${name}.`)}#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ${name} {
${variants}    /// One that is newer than this client.
    #[serde(other)]
    Unknown,
}
`;
}

/** Whether a type has a value that stands for nothing. */
const defaults = /^(String|bool|u\d+|i\d+|f64|Option<|Vec<|std::)/;

function structure(name, schema, isChange) {
  const required = new Set(schema.required);
  let withDefault = true;
  const fields = Object.entries(schema.properties ?? {}).map(([field, property]) => {
    const rust = snake(field);
    const attributes = [];
    let type = typeOf(property, `${name}.${field}`);
    const isTime = type === 'time::OffsetDateTime';
    if (rust.replace('r#', '') !== field) attributes.push(`rename = "${field}"`);
    if (!required.has(field)) {
      attributes.push('default', 'skip_serializing_if = "Option::is_none"');
      if (isTime) attributes.push('with = "time::serde::rfc3339::option"');
      // In a change, null is another thing than nothing.
      if (isChange && property.nullable) {
        type = `Option<${type}>`;
        attributes.push('with = "crate::double"');
      }
      type = `Option<${type}>`;
    } else if (property.nullable) {
      if (isTime) attributes.push('with = "time::serde::rfc3339::option"');
      type = `Option<${type}>`;
    } else if (isTime) {
      attributes.push('with = "time::serde::rfc3339"');
    }
    withDefault &&= defaults.test(type);
    const serde = attributes.length > 0 ? `    #[serde(${attributes.join(', ')})]\n` : '';
    return `${doc(property.description ?? `\`${field}\``, '    ')}${serde}    pub ${rust}: ${type},\n`;
  });
  const derives = ['Debug', 'Clone', ...(withDefault ? ['Default'] : []), 'Serialize', 'Deserialize'];
  return `${doc(schema.description ?? name)}#[derive(${derives.join(', ')})]
pub struct ${name} {
${fields.join('')}}
`;
}

/** What of an operation this client can do; nothing of one that is for browsers or for OAuth clients. */
function operation(path, method, described) {
  const success = Object.entries(described.responses).filter(([status]) => status.startsWith('2'));
  const kinds = success.flatMap(([, response]) => Object.keys(response.content ?? {}));
  const bodies = Object.keys(described.requestBody?.content ?? {});
  const isJson = (kind) => kind === 'application/json';
  if (success.length === 0 || !kinds.every(isJson) || !bodies.every(isJson)) return '';
  if (described.responses['303']) return '';

  const where = described.operationId;
  const given = [];
  const query = [];
  let address = path;
  for (const parameter of described.parameters ?? []) {
    const name = snake(parameter.name);
    const type = typeOf(parameter.schema, where);
    if (parameter.in === 'path') {
      address = address.replace(`{${parameter.name}}`, `{${name}}`);
      given.push({ name, type: type === 'String' ? '&str' : type, inPath: type === 'String' });
    } else if (parameter.in === 'query') {
      const one = type === 'String' ? '&str' : type;
      given.push({ name, type: parameter.required ? one : `Option<${one}>` });
      // A time in the form of RFC 3339, which is not how it writes itself.
      const written = '.format(&time::format_description::well_known::Rfc3339).ok()';
      const isTime = type === 'time::OffsetDateTime';
      const wanted = parameter.required
        ? isTime
          ? `${name}${written}.as_ref()`
          : `Some(&${name})`
        : isTime
          ? `${name}.and_then(|time| time${written}).as_ref()`
          : `${name}.as_ref()`;
      query.push(`pair("${parameter.name}", ${wanted})`);
    }
  }
  const body = described.requestBody?.content['application/json']?.schema;
  if (body) given.push({ name: 'body', type: `&${typeOf(body, where)}` });
  const answer = success.map(([, response]) => response.content?.['application/json']?.schema).find(Boolean);
  const type = answer ? typeOf(answer, where) : '()';
  const parameters = given.map(({ name, type: each }) => `, ${name}: ${each}`).join('');
  const escaped = given
    .filter(({ inPath }) => inPath)
    .map(({ name }) => `        let ${name} = crate::escape(${name});\n`)
    .join('');
  const pairs =
    query.length > 0
      ? `        let query: Vec<(&str, String)> = [${query.join(', ')}].into_iter().flatten().collect();\n`
      : '';
  const text = address.includes('{') ? `&format!("${address}")` : `"${address}"`;
  const call = answer ? 'json' : 'nothing';
  // Clippy counts the client itself.
  const many =
    given.length > 6
      ? '    #[expect(clippy::too_many_arguments, reason = "as many as the operation has")]\n'
      : '';
  return `
${doc(described.summary, '    ')}${described.description ? `    ///\n${doc(described.description, '    ')}` : ''}    ///
    /// # Errors
    /// [\`Error\`].
${many}    pub async fn ${snake(where)}(&self${parameters}) -> Result<${type}, Error> {
${escaped}${pairs}        self.${call}(Method::${method.toUpperCase()}, ${text}, ${query.length > 0 ? '&query' : '&[]'}, ${body ? 'Some(body)' : 'None::<&()>'}).await
    }
`;
}

export async function rust(document) {
  const changes = new Set();
  const operations = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, described] of Object.entries(methods)) {
      operations.push(operation(path, method, described));
      const body = described.requestBody?.content['application/json']?.schema.$ref;
      if (body && ['put', 'patch'].includes(method)) changes.add(nameOf(body));
    }
  }
  const types = Object.entries(document.components.schemas).map(([name, schema]) =>
    schema.enum ? enumeration(name, schema) : structure(name, schema, changes.has(name)),
  );
  return new Map([
    [
      'mod.rs',
      `${head}//! What is made from the OpenAPI document.\n\nmod operations;\n/// The bodies of requests and answers.\npub mod types;\n`,
    ],
    ['types.rs', `${head}use serde::{Deserialize, Serialize};\n\n${types.join('\n')}`],
    [
      'operations.rs',
      `${head}use super::types::*;\nuse crate::{Error, Oathgate};\nuse reqwest::Method;\n\nimpl Oathgate {${operations.join('')}}\n${operations.join('').includes('pair(') ? pair : ''}`,
    ],
  ]);
}
