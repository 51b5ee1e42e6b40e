package org.offprint.lab;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.result.Method;
import org.offprint.lab.task.Experiment;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Goldens;

/// Every method of the first edition that is implemented, and every task that runs one; {@link
/// Library} joins those of plug-ins to them. What the methods of a paper are called stands here;
/// where they are implemented, and what their formula is checked by, is said by the paper's {@link
/// Golden}.
final class Registry {
  /// @param number of the paper in the first edition
  private record Name(int number, String id, String words) {}

  private static final List<Name> NAMES =
      List.of(
          new Name(1, "entrope", "EntroPE"),
          new Name(2, "cut-cross-entropy", "Cut cross-entropy"),
          new Name(3, "plackett-luce-distillation", "Plackett–Luce distillation"),
          new Name(4, "comp-sum-losses", "Comp-sum losses"),
          new Name(4, "smooth-adversarial-comp-sum", "Smooth adversarial comp-sum losses"),
          new Name(5, "autoregressive-scaling-law", "Autoregressive scaling law"),
          new Name(6, "correctness-aware-calibration", "Correctness-aware calibration"),
          new Name(7, "translation-scaling-law", "Translation scaling law"),
          new Name(8, "dice-loss", "Self-adjusting Dice loss"),
          new Name(9, "gateformer", "Gateformer"),
          new Name(10, "mixture-of-loras", "Mixture of LoRAs"),
          new Name(11, "dc-pdd", "DC-PDD"),
          new Name(12, "skillpack", "SkillPack"),
          new Name(13, "path-probability-top-p", "Path-probability top-p sampling"),
          new Name(13, "cross-entropy-method", "Cross-entropy method"),
          new Name(14, "multi-aspect-distillation", "Multi-aspect distillation"),
          new Name(15, "orthogonal-projection-loss", "Orthogonal projection loss"),
          new Name(16, "ldr-kl", "LDR-KL loss"),
          new Name(16, "aldr-kl", "ALDR-KL loss"),
          new Name(17, "direct-coverage-optimisation", "Direct coverage optimisation"),
          new Name(18, "cmta", "CMTA"),
          new Name(19, "x-cross", "X-Cross"),
          new Name(20, "fusing-cross-network", "Fusing cross network"),
          new Name(20, "tri-bce", "Tri-BCE loss"),
          new Name(21, "arm-net", "ARM-Net"),
          new Name(22, "cross-scale-attention", "Cross-scale attention"),
          new Name(23, "flip-flop-consistency", "Flip-flop consistency"),
          new Name(24, "symmetric-cross-entropy", "Symmetric cross-entropy"),
          new Name(24, "robust-mean-teacher", "Robust mean teacher"),
          new Name(25, "edit-invariant-sequence-loss", "Edit-invariant sequence loss"),
          new Name(26, "cprd", "Contrastive partial ranking distillation"),
          new Name(27, "earth-mover-distance-optimisation", "Earth mover distance optimisation"),
          new Name(28, "crrelu", "CRReLU"),
          new Name(29, "diffusion-spectral-entropy", "Diffusion spectral entropy"),
          new Name(
              29, "diffusion-spectral-mutual-information", "Diffusion spectral mutual information"),
          new Name(30, "weakest-link-statistics", "Weakest-link statistics"),
          new Name(31, "trans-encoder", "Trans-Encoder"),
          new Name(32, "clip-cov", "Clip-Cov"),
          new Name(32, "kl-cov", "KL-Cov"),
          new Name(33, "entropy-guided-attention", "Entropy-guided attention"),
          new Name(34, "multilingual-scaling-law", "Multilingual scaling law"),
          new Name(35, "crossthink-rewards", "CrossThink rewards and blends"),
          new Name(36, "mist", "MIST"),
          new Name(37, "s2lic", "S2LIC"),
          new Name(38, "downstream-scaling-law", "Downstream scaling law"),
          new Name(39, "pv-client", "PV-Client"),
          new Name(40, "mirostat-1", "Mirostat 1"),
          new Name(40, "mirostat-2", "Mirostat 2"),
          new Name(41, "margin-mse", "MarginMSE"),
          new Name(41, "info-nce", "InfoNCE"),
          new Name(41, "ranknet-distillation", "RankNet distillation"),
          new Name(41, "adr-mse", "ADR-MSE"),
          new Name(42, "efficient-channel-attention", "Efficient channel attention"),
          new Name(43, "window-entropy", "ARES window entropy"),
          new Name(43, "aepo", "AEPO"),
          new Name(44, "entropy-adaptive-decoding", "Entropy-adaptive decoding"),
          new Name(45, "rankme", "RankMe"),
          new Name(45, "alpha-req", "α-ReQ"),
          new Name(46, "xmen-candidate-generation", "xMEN candidate generation"),
          new Name(46, "rank-regularised-re-ranking", "Rank-regularised re-ranking"),
          new Name(47, "mlicv2", "MLICv2"),
          new Name(48, "structured-knowledge-accumulation", "Structured knowledge accumulation"),
          new Name(
              49,
              "high-dimensional-mutual-information",
              "High-dimensional mutual information protocol"),
          new Name(50, "keyness-keywords", "Keyness keywords"),
          new Name(51, "pear", "Phase entropy aware reward"),
          new Name(52, "emoe", "Emergent mixture of experts"),
          new Name(53, "entropy-discriminator-clipping", "Entropy-discriminator clipping"),
          new Name(54, "subword-optimum", "Sub-word optimum"),
          new Name(54, "staircase-kv-cache", "Staircase KV cache"),
          new Name(54, "rope-alibi", "RoPE with ALiBi"),
          new Name(54, "pr-flash-attention", "PrFlashAttention"),
          new Name(55, "chain-of-model", "Chain of model"));

  static final List<Method> ALL = NAMES.stream().flatMap(Registry::method).toList();

  /// In the order of the papers of the first edition.
  static final List<Experiment> EXPERIMENTS =
      ServiceLoader.load(Experiment.class).stream()
          .map(ServiceLoader.Provider::get)
          .sorted(
              Comparator.comparing((Experiment one) -> number(one.method()))
                  .thenComparing(one -> one.task().id()))
          .toList();

  private Registry() {}

  private static Stream<Method> method(Name name) {
    return golden(name.number()).stream()
        .map(Golden::entry)
        .map(entry -> {
          Class<?> file = file(entry, name.id());
          return new Method(
              name.id(),
              name.words(),
              new PaperId(entry.arxiv()),
              entry.number(),
              family(file),
              source(file));
        });
  }

  /// The checker of a method's paper; empty for one that a plug-in brings.
  static Optional<Golden> golden(Method method) {
    Integer number = method.number();
    return number == null ? Optional.empty() : golden(number);
  }

  private static Optional<Golden> golden(int number) {
    return Goldens.ALL.stream().filter(golden -> golden.entry().number() == number).findFirst();
  }

  /// The file that has the method's name, where a paper has several methods, else its main one.
  private static Class<?> file(Entry entry, String id) {
    String letters = id.replace("-", "");
    return entry.files().stream()
        .filter(file -> file.getSimpleName().equalsIgnoreCase(letters))
        .findFirst()
        .orElse(entry.files().getFirst());
  }

  private static String family(Class<?> file) {
    String name = file.getPackageName();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /// The file of a class, relative to the root of the repository.
  static String source(Class<?> file) {
    return "methods/src/main/java/" + file.getName().replace('.', '/') + ".java";
  }

  private static Integer number(String method) {
    return method(method)
        .flatMap(one -> Optional.ofNullable(one.number()))
        .orElseThrow(() ->
            new IllegalStateException(
                "a task is about '%s', which is no method".formatted(method)));
  }

  static Optional<Method> method(String id) {
    return ALL.stream().filter(method -> method.id().equals(id)).findFirst();
  }

  static List<Experiment> experimentsOf(String method) {
    return EXPERIMENTS.stream().filter(experiment -> experiment.method().equals(method)).toList();
  }

  /// The known names, nearest first, for the message that refuses an unknown one.
  static List<String> nearest(String name, List<String> known) {
    return known.stream()
        .sorted(Comparator.comparingInt(other -> distance(name, other)))
        .limit(3)
        .toList();
  }

  /// How many letters must be added, dropped or changed (Levenshtein).
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[other.length()];
  }
}
