/// Choosing what a language model says next: samplers that hold the surprise of a text ({@link
/// org.offprint.methods.decode.Mirostat}), that weigh whole paths ({@link
/// org.offprint.methods.decode.PathNucleus}), that share a text between two models ({@link
/// org.offprint.methods.decode.EntropyAdaptive}), and the cross-entropy method, which samples rare
/// events and searches for optima. One contract test holds for every {@link
/// org.offprint.methods.decode.Sampler}.
@NullMarked
package org.offprint.methods.decode;

import org.jspecify.annotations.NullMarked;
