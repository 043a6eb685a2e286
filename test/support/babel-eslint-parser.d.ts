declare module "@babel/eslint-parser" {
  const parser: object;
  export default parser;
}
