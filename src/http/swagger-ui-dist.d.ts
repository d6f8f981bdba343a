declare module 'swagger-ui-dist/absolute-path.js' {
  /** @returns the folder with the static files of Swagger UI */
  export default function absolutePath(): string;
}
