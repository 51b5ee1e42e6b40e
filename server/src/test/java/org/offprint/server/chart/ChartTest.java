package org.offprint.server.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ChartTest {
  private static final String HOSTILE = "<script>alert(\"1\")</script> & 'more'";

  @Test
  void aChartIsWellFormedWhateverItsNamesAre() throws Exception {
    for (String svg :
        List.of(
            intervals(HOSTILE).wide(),
            intervals(HOSTILE).narrow(),
            curves(HOSTILE).wide(),
            curves(HOSTILE).narrow())) {
      Document document = parsed(svg);
      assertThat(document.getElementsByTagName("script").getLength()).isZero();
      assertThat(((Element) document.getElementsByTagName("title").item(0)).getTextContent())
          .isEqualTo(HOSTILE);
      assertThat(svg).doesNotContain("style=").doesNotContain("NaN").doesNotContain("Infinity");
    }
  }

  @Test
  void aRangeOfManyPowersOfTenIsLogarithmicAndSaysSo() {
    assertThat(intervals("Ours").wide()).contains("logarithmic", "claimed 24000.0", "10000.0");
  }

  @Test
  void aNearZeroBelongsToTheAxisAndAFarOneDoesNot() {
    assertThat(Axis.over(List.of(2.0, 9.0), true, 0, 100).low()).isZero();
    assertThat(Axis.over(List.of(90.0, 99.0), true, 0, 100).low()).isEqualTo(90);
    assertThat(Axis.over(List.of(5.0, 5.0), true, 0, 100).ticks(4)).isNotEmpty();
    assertThat(Axis.over(List.of(0.0, 0.0), true, 0, 100).ticks(4)).isNotEmpty();
  }

  @Test
  void ticksAreRoundNumbersInsideTheAxis() {
    assertThat(Axis.over(List.of(0.0, 10.4), false, 0, 100).ticks(4))
        .containsExactly(0.0, 5.0, 10.0, 15.0);
    assertThat(Axis.over(List.of(1.0, 24_000.0), true, 0, 100).ticks(5))
        .containsExactly(1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0);
  }

  @Test
  void seedsAreJoinedToAMeanWithTheirSpread() {
    CurveChart.Curve curve =
        CurveChart.Curve.over("ours", true, List.of(List.of(1.0, 2.0), List.of(3.0, 4.0)));
    assertThat(curve.mean()).containsExactly(2.0, 3.0);
    assertThat(curve.low()).containsExactly(1.0, 2.0);
    assertThat(curve.high()).containsExactly(3.0, 4.0);
  }

  /// A letter of the method's bold name is up to 8 pixels wide in the fonts that systems have.
  @Test
  void aLongNameStaysInsideANarrowPicture() throws Exception {
    Document document = parsed(intervals("Direct coverage optimisation").narrow());
    var texts = document.getElementsByTagName("text");
    int seen = 0;
    for (int i = 0; i < texts.getLength(); i++) {
      Element text = (Element) texts.item(i);
      if (text.getAttribute("class").equals("tag ours")) {
        seen++;
        double width = 8 * text.getTextContent().length();
        double x = Double.parseDouble(text.getAttribute("x"));
        boolean starts = text.getAttribute("text-anchor").equals("start");
        assertThat(starts ? x : x - width).isNotNegative();
        assertThat(starts ? x + width : x).isLessThanOrEqualTo(320);
      }
    }
    assertThat(seen).isEqualTo(1);
  }

  private static IntervalChart intervals(String name) {
    return new IntervalChart(
        "c",
        name,
        name,
        name,
        List.of(
            new IntervalChart.Bar(name, IntervalChart.Arm.baseline, 1, null, null, List.of()),
            new IntervalChart.Bar(
                name, IntervalChart.Arm.ours, 58.4, 56.7, 60.1, List.of(57.7, 58.4, 59.1))),
        24_000.0,
        new IntervalChart.Mark(1, name),
        String::valueOf);
  }

  private static CurveChart curves(String name) {
    return new CurveChart(
        "s",
        name,
        name,
        name,
        name,
        List.of(0.0, 1.0),
        List.of(CurveChart.Curve.over(name, true, List.of(List.of(4.0, 3.0)))),
        null,
        String::valueOf);
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
