import { createServer } from 'node:http';

/* A server that responds to every operation with the same bytes, so that only the client is measured. */
const body = Buffer.from(
  JSON.stringify({
    RequestId: '4EB35C0A-3E3A-5E5E-B2B6-8F4C4CF80F43',
    Code: 'Success',
    Message: 'success',
    Result: {
      TransactionId: 'hksb7ba1b28130d24e015d694361bexxxx',
      Protocol: 'x'.repeat(400),
      TransactionUrl: 'https://example.com/h5?x=1',
    },
  }),
);
const headers = {
  'content-type': 'application/json;charset=utf-8',
  'content-length': body.length,
  'x-acs-request-id': '4EB35C0A-3E3A-5E5E-B2B6-8F4C4CF80F43',
};
const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => response.writeHead(200, headers).end(body));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on('message', () => process.exit(0));
process.on('disconnect', () => process.exit(1));
