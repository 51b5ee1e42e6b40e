package org.offprint.lab.plugin;

import java.util.List;
import org.offprint.catalog.plugin.PluginJar;
import org.offprint.catalog.result.FormulaCheck;
import org.offprint.lab.task.Experiment;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Goldens;
import org.offprint.methods.golden.Node;
import tools.jackson.databind.json.JsonMapper;

/// A plug-in that runs here.
public record LoadedPlugin(PluginJar jar, PaperPlugin code, List<Experiment> experiments) {
  public LoadedPlugin {
    experiments = List.copyOf(experiments);
  }

  /// What its golden values say, with every deviation.
  public Goldens.Report verify() {
    Golden golden =
        new Golden() {
          @Override
          public Entry entry() {
            String paper = jar.paper().id().value();
            return new Entry(
                0, paper, jar.methods().getFirst().id(), List.of(code.getClass()), code.limits());
          }

          @Override
          public void check(Node file) {
            code.check(file);
          }
        };
    return Goldens.verify(golden, JsonMapper.shared().readTree(jar.golden()));
  }

  public FormulaCheck checkFormula() {
    Goldens.Report report = verify();
    return new FormulaCheck(
        golden(),
        report.reference(),
        report.cases(),
        report.passed(),
        report.tolerance(),
        report.largestError());
  }

  /// What its golden file is called.
  public String golden() {
    return jar.name() + "/golden.json";
  }

  /// The jar that ran, as a result names it.
  public String version() {
    return "%s, SHA-256 %s".formatted(jar.name(), jar.sha256());
  }
}
