package org.offprint.server.site;

import java.util.Map;

/// What arXiv's categories are called. Source: arXiv, "Category Taxonomy". A category that is not
/// here is shown by its key.
final class Fields {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("cs.AI", "Artificial intelligence"),
          Map.entry("cs.AR", "Hardware architecture"),
          Map.entry("cs.CC", "Computational complexity"),
          Map.entry("cs.CE", "Computational engineering, finance and science"),
          Map.entry("cs.CG", "Computational geometry"),
          Map.entry("cs.CL", "Computation and language"),
          Map.entry("cs.CR", "Cryptography and security"),
          Map.entry("cs.CV", "Computer vision and pattern recognition"),
          Map.entry("cs.CY", "Computers and society"),
          Map.entry("cs.DB", "Databases"),
          Map.entry("cs.DC", "Distributed, parallel and cluster computing"),
          Map.entry("cs.DL", "Digital libraries"),
          Map.entry("cs.DM", "Discrete mathematics"),
          Map.entry("cs.DS", "Data structures and algorithms"),
          Map.entry("cs.ET", "Emerging technologies"),
          Map.entry("cs.FL", "Formal languages and automata"),
          Map.entry("cs.GL", "General literature"),
          Map.entry("cs.GR", "Graphics"),
          Map.entry("cs.GT", "Computer science and game theory"),
          Map.entry("cs.HC", "Human–computer interaction"),
          Map.entry("cs.IR", "Information retrieval"),
          Map.entry("cs.IT", "Information theory"),
          Map.entry("cs.LG", "Machine learning"),
          Map.entry("cs.LO", "Logic in computer science"),
          Map.entry("cs.MA", "Multi-agent systems"),
          Map.entry("cs.MM", "Multimedia"),
          Map.entry("cs.MS", "Mathematical software"),
          Map.entry("cs.NA", "Numerical analysis"),
          Map.entry("cs.NE", "Neural and evolutionary computing"),
          Map.entry("cs.NI", "Networking and internet architecture"),
          Map.entry("cs.OH", "Other computer science"),
          Map.entry("cs.OS", "Operating systems"),
          Map.entry("cs.PF", "Performance"),
          Map.entry("cs.PL", "Programming languages"),
          Map.entry("cs.RO", "Robotics"),
          Map.entry("cs.SC", "Symbolic computation"),
          Map.entry("cs.SD", "Sound"),
          Map.entry("cs.SE", "Software engineering"),
          Map.entry("cs.SI", "Social and information networks"),
          Map.entry("cs.SY", "Systems and control"),
          Map.entry("eess.AS", "Audio and speech processing"),
          Map.entry("eess.IV", "Image and video processing"),
          Map.entry("eess.SP", "Signal processing"),
          Map.entry("eess.SY", "Systems and control"),
          Map.entry("math.CO", "Combinatorics"),
          Map.entry("math.IT", "Information theory"),
          Map.entry("math.NA", "Numerical analysis"),
          Map.entry("math.OC", "Optimization and control"),
          Map.entry("math.PR", "Probability"),
          Map.entry("math.ST", "Statistics theory"),
          Map.entry("physics.comp-ph", "Computational physics"),
          Map.entry("physics.data-an", "Data analysis, statistics and probability"),
          Map.entry("physics.soc-ph", "Physics and society"),
          Map.entry("q-bio.BM", "Biomolecules"),
          Map.entry("q-bio.GN", "Genomics"),
          Map.entry("q-bio.NC", "Neurons and cognition"),
          Map.entry("q-bio.QM", "Quantitative methods"),
          Map.entry("q-fin.CP", "Computational finance"),
          Map.entry("quant-ph", "Quantum physics"),
          Map.entry("stat.AP", "Statistics: applications"),
          Map.entry("stat.CO", "Statistics: computation"),
          Map.entry("stat.ME", "Statistics: methodology"),
          Map.entry("stat.ML", "Machine learning (statistics)"),
          Map.entry("stat.TH", "Statistics theory"));
  private static final Map<String, String> ARCHIVES =
      Map.of(
          "cs", "Computer science",
          "eess", "Electrical engineering",
          "econ", "Economics",
          "math", "Mathematics",
          "physics", "Physics",
          "q-bio", "Quantitative biology",
          "q-fin", "Quantitative finance",
          "stat", "Statistics",
          "astro-ph", "Astrophysics",
          "cond-mat", "Condensed matter");

  private Fields() {}

  static String name(String category) {
    return NAMES.getOrDefault(category, category);
  }

  /// The part before the point, by name; archives without a name here stand together.
  static String archive(String category) {
    return ARCHIVES.getOrDefault(category.replaceFirst("\\..*", ""), "Other archives");
  }
}
