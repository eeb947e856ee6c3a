// Starts Swagger UI on this server's own document.
const ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  // A deep link would become part of the address to which signing in returns.
  deepLinking: false,
  validatorUrl: null,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  oauth2RedirectUrl: `${location.origin}/docs/oauth2-redirect.html`,
});
// `oathgate dev` has this client. Elsewhere it is there if somebody has made it.
ui.initOAuth({
  clientId: 'swagger-ui',
  scopes: ['openid', 'profile', 'email', 'account:read'],
  usePkceWithAuthorizationCodeGrant: true,
});
