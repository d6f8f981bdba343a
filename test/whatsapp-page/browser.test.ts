import puppeteer from 'puppeteer';
import { testBrowser } from '../support/browser.js';
import { packagedBrowser } from '../support/packaged-browser.js';

const PACKAGED_WITHIN_MS = 60_000;

describe('the browser of the tests', () => {
  const named = process.env.PUPPETEER_EXECUTABLE_PATH;
  afterEach(() => {
    if (named === undefined) delete process.env.PUPPETEER_EXECUTABLE_PATH;
    else process.env.PUPPETEER_EXECUTABLE_PATH = named;
  });

  it('is the one PUPPETEER_EXECUTABLE_PATH names', async () => {
    process.env.PUPPETEER_EXECUTABLE_PATH = process.execPath;

    expect(await testBrowser()).toMatchObject({ executablePath: process.execPath, headless: true });
  });

  it('says so when that one is not there', async () => {
    process.env.PUPPETEER_EXECUTABLE_PATH = '/no/such/browser';

    await expect(testBrowser()).rejects.toThrow('names /no/such/browser, which is not there');
  });

  it(
    'comes with npm ci where the machine has none, and starts with the libraries it brought',
    async () => {
      const [executablePath, again] = await Promise.all([packagedBrowser(), packagedBrowser()]);
      process.env.PUPPETEER_EXECUTABLE_PATH = executablePath;
      const browser = await puppeteer.launch(await testBrowser());

      expect(again).toBe(executablePath);
      expect(await browser.version()).toMatch(/^HeadlessChrome\/143\./);

      await browser.close();
    },
    PACKAGED_WITHIN_MS,
  );
});
