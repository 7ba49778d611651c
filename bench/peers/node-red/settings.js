// Node-RED as it is installed, without its editor, with Node's crypto for the function that checks the signature.
module.exports = {
  uiHost: '127.0.0.1',
  uiPort: Number(process.env.PORT),
  flowFile: 'flows.json',
  httpAdminRoot: false,
  functionGlobalContext: { crypto: require('node:crypto') },
  logging: { console: { level: 'warn', metrics: false, audit: false } },
};
