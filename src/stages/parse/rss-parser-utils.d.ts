declare module 'rss-parser/lib/utils.js' {
  interface Utils {
    getSnippet(html: string): string;
    getContent(node: unknown): string;
  }
  const utils: Utils;
  export = utils;
}
