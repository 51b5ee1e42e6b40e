package org.offprint.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a component of a record a setting. What values it takes follows from its type, see {@link
/// Values}.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /// The full name, such as `server.port`.
  String key();

  /// The value where nothing is set, in the form in which it would be written. `{other.key}` stands
  /// for another setting's value.
  String def();

  /// What it does and when one would change it, in Markdown, for the reference page.
  String text();

  /// The smallest value of a number.
  int min() default 0;

  /// The largest value of a number.
  int max() default Integer.MAX_VALUE;

  /// A regular expression that a text has to match.
  String form() default ".*";

  /// What `form` means, in words, for the reference page and for refusals.
  String expected() default "";
}
