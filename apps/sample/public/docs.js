globalThis.SwaggerUIBundle({
  url: '/docs-json',
  dom_id: '#docs',
  validatorUrl: null,
  persistAuthorization: false,
});
