/** The part of libheif's JavaScript interface that is used here; the package's own types describe its C interface. */
declare module 'libheif-js/wasm-bundle.js' {
  type HeifImage = {
    readonly get_width: () => number;
    readonly get_height: () => number;
    readonly is_primary: () => boolean;
    readonly display: (
      into: { data: Uint8ClampedArray; width: number; height: number },
      done: (shown: { data: Uint8ClampedArray } | null) => void,
    ) => void;
  };
  const library: { readonly HeifDecoder: new () => { readonly decode: (bytes: Uint8Array) => HeifImage[] } };
  export = library;
}
