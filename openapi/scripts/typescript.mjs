// The types of the API, for TypeScript.
import openapiTS, { astToString } from 'openapi-typescript';

export async function typescript(document) {
  // A property with a default may be left out of a request.
  const types = astToString(await openapiTS(structuredClone(document), { defaultNonNullable: false }));
  return new Map([
    ['schema.ts', `// Generated from the OpenAPI document. Changes here are lost.\n\n${types}`],
  ]);
}
