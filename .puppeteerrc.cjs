/** The browser comes from the system or from a package; puppeteer's own download is never wanted. */
module.exports = { skipDownload: true };
