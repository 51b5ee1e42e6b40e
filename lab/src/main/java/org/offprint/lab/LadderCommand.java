package org.offprint.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.offprint.catalog.result.Method;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.catalog.result.Rung;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "ladder",
    description =
        "How far each implemented method has come: number, arXiv id, method, rung, verdicts.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: ./offprint ladder",
      "Results are read from the repository's results/ and from DATA/results. A paper of a plug-in has no number."
    })
final class LadderCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:OFFPRINT_DATA:-data}",
      description = "The data folder (default: ./data, or OFFPRINT_DATA).")
  Path data = Path.of("data");

  @Mixin PluginOptions plugins = new PluginOptions();

  @Option(names = "--json", description = "Answer in JSON.")
  boolean json;

  @Override
  public Integer call() {
    List<Map<String, Object>> lines = new ArrayList<>();
    Library library = plugins.library(data);
    for (Method method : library.methods()) {
      List<Result> results = results(method);
      Rung formula = formula(library, method);
      Rung measured = Rung.reachedBy(List.of(), results);
      Rung rung = measured.compareTo(formula) > 0 ? measured : formula;
      List<String> verdicts =
          results.stream()
              .map(result ->
                  result.verdict().words()
                      + " ("
                      + result.task().id()
                      + ", "
                      + result.commit()
                      + ")")
              .toList();
      var line = new LinkedHashMap<String, Object>();
      line.put("number", method.number());
      line.put("paper", method.paper().value());
      line.put("method", method.id());
      line.put("rung", rung.words());
      line.put("verdicts", verdicts);
      lines.add(line);
      if (!json) {
        System.out.printf(
            "%s  %-12s %-40s %-24s %s%n",
            method.number() == null ? "--" : "%02d".formatted(method.number()),
            method.paper(),
            method.id(),
            rung.words(),
            String.join("; ", verdicts));
      }
    }
    if (json) {
      System.out.println(JsonMapper.shared().writeValueAsString(lines));
    }
    return 0;
  }

  private static Rung formula(Library library, Method method) {
    try {
      return library.checkFormula(method).agrees() ? Rung.FORMULA_AGREES : Rung.IMPLEMENTED;
    } catch (IllegalStateException broken) {
      System.err.println(broken.getMessage()); // one plug-in must not hide the others
      return Rung.IMPLEMENTED;
    }
  }

  private List<Result> results(Method method) {
    return ResultFolders.of(method, data).values().stream().map(ResultFile::read).toList();
  }
}
