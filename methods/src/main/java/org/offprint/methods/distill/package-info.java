/// Learning from another model's answers: from its class logits, from how it ranks candidates, from
/// what it says of a picture, and from labels that two encoders give each other in turn. One
/// contract test holds for every {@link org.offprint.methods.distill.ClassDistillation} and one for
/// every {@link org.offprint.methods.distill.RankingLoss}.
@NullMarked
package org.offprint.methods.distill;

import org.jspecify.annotations.NullMarked;
