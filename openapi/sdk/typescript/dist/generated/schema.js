// Generated from the OpenAPI document. Changes here are lost.
export {};
