package org.offprint.server.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.offprint.catalog.result.Rung;
import org.offprint.server.text.Tex;

class CardsTest {
  private static final Map<String, Card> CARDS =
      Map.of(
          "usual",
              card(
                  "Cut Your Losses in Large-Vocabulary Language Models",
                  Rung.SMALL_SCALE,
                  "claim agrees at small scale"),
          "short", card("Adam", null, ""),
          "maths",
              card(
                  Tex.plain(
                      "$\\ell_p$-Regression in $\\tilde{O}(n^{\\omega})$ time for $\\mathbb{R}^{d \\times d}$ and Poincar\\'e maps"),
                  Rung.FORMULA_AGREES,
                  "formula agrees"),
          "long",
              card(
                  "A very long title about the entropy of everything that anybody has ever measured, "
                      .repeat(5),
                  Rung.NOT_ATTEMPTED,
                  "not attempted"),
          "unbroken", card("Donaudampfschifffahrtsgesellschaftskapitän".repeat(12), null, ""),
          "chinese", card("大规模词汇语言模型中的交叉熵损失：一种节省内存的计算方法", Rung.IN_FULL, "claim disagrees"));

  private static Card card(String title, @Nullable Rung rung, String standing) {
    return new Card(
        title,
        "Erik Wijmans, Brody Huval, Alexander Hertzberg and 12 others",
        "13 November 2024",
        "2411.09009",
        rung,
        standing);
  }

  @Test
  void everyCardIsAPictureOfTheSizeThatSitesExpectAndSmall() throws IOException {
    Cards cards = new Cards(Drawing::png);
    Path folder = Files.createDirectories(Path.of("target", "cards"));
    for (Map.Entry<String, Card> card : CARDS.entrySet()) {
      byte[] png = cards.png(card.getValue());
      Files.write(folder.resolve(card.getKey() + ".png"), png);
      check(png);
      assertThat(png.length).as(card.getKey()).isLessThan(80_000);
    }
  }

  @Test
  void aMachineWithoutFontsGetsACardWithoutText() throws IOException {
    Cards cards =
        new Cards(card -> {
          throw new InternalError(
              "java.lang.reflect.InvocationTargetException: Fontconfig head is null");
        });
    byte[] png = cards.png(card("Any", Rung.FORMULA_AGREES, "formula agrees"));
    Files.write(Files.createDirectories(Path.of("target", "cards")).resolve("plain.png"), png);
    BufferedImage image = check(png);
    assertThat(image.getRGB(600, 95)).isEqualTo(0xffb3261e);
    assertThat(png).isNotEqualTo(PlainCard.png(0));
  }

  private static BufferedImage check(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isEqualTo(1200);
    assertThat(image.getHeight()).isEqualTo(630);
    return image;
  }
}
