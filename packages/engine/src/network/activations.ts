/** Activations by Keras' names. `gelu` is the exact one, by the error function; `leaky_relu` has the slope 0.2 of Keras' function. */
export const activations = ["linear", "relu", "tanh", "sigmoid", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "softplus"] as const;
export type Activation = (typeof activations)[number];
