package org.offprint.methods.golden.ctr;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Filler;
import org.offprint.methods.tensor.Tensor;

/// Texts such as `1+qfill((6,), k0+10*l+2, 0.1)`, in which the number of the tensor is a sum of
/// numbers, letters and their products, and the shape is that of the place where the tensor
/// belongs.
record Fillers(String text, Map<String, Integer> letters) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<offset>[\\d.]+)\\s*\\+\\s*)?qfill\\(\\([^)]*\\),\\s*(?<k>[\\w+* ]+?)(?:,\\s*(?<scale>[\\d.eE-]+))?\\)");

  Tensor fill(long... shape) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not understood: expected a text such as 1+qfill((6,), k0+10*l, 0.1)"
              .formatted(text));
    }
    String scale = matcher.group("scale");
    String offset = matcher.group("offset");
    Tensor filled =
        Filler.fill(
            number(matcher.group("k")), scale == null ? 0.3 : Double.parseDouble(scale), shape);
    return offset == null ? filled : filled.add(Double.parseDouble(offset));
  }

  private long number(String sum) {
    long total = 0;
    for (String term : sum.split("\\+")) {
      long product = 1;
      for (String factor : term.split("\\*")) {
        String name = factor.strip();
        Integer letter = letters.get(name);
        product *= letter == null ? Long.parseLong(name) : letter;
      }
      total += product;
    }
    return total;
  }
}
