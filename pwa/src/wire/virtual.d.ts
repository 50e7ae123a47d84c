declare module 'virtual:words/zh-CN/first' {
  const words: Record<string, string>;
  export default words;
}
declare module 'virtual:words/zh-CN/later' {
  const words: Record<string, string>;
  export default words;
}
declare module 'virtual:words/en' {
  const words: Record<string, string>;
  export default words;
}

/** The version of this app, from package.json. */
declare const __APP_VERSION__: string;
