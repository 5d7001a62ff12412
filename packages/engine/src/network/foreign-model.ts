/** A model in somebody else's words, which predicts and is not changed: an ONNX file. */
export interface ForeignModel {
  format: "onnx";
  bytes: Uint8Array;
}

export const isForeign = (model: object): model is ForeignModel => "format" in model;
