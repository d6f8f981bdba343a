/** What options.ts holds; the html of the page brings it along. */
export const options = window.__DOUBLE__;
