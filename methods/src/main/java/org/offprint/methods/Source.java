package org.offprint.methods;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Where a method comes from. Every method carries it, so that the code can be laid beside its
/// paper.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Source {
  /// `arXiv:2411.09009`, or a full citation for a paper that arXiv does not have.
  String paper();

  /// The equation, algorithm or section: `5`, `algorithms 1 to 3`.
  String equation();
}
