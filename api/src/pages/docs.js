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
ui.initOAuth({ usePkceWithAuthorizationCodeGrant: true });
