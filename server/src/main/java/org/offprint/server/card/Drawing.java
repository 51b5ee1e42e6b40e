package org.offprint.server.card;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.font.LineBreakMeasurer;
import java.awt.font.TextAttribute;
import java.awt.font.TextLayout;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.offprint.catalog.result.Rung;

/// Draws a card with the fonts of the machine: masthead, title, authors, and the ladder at the
/// foot.
final class Drawing {
  static final int WIDTH = 1200;
  static final int HEIGHT = 630;
  private static final int MARGIN = 80;
  private static final int MASTHEAD = 92;
  private static final int TITLE_TOP = 150;
  private static final int TITLE_BOTTOM = 448;
  private static final int AUTHORS = 500;
  private static final int FOOT = 568;
  private static final int SHADES = 16;
  private static final float LEADING = 1.18f;
  private static final float[] TITLE_SIZES = {76, 68, 60, 54, 48, 42};
  private static final Color PAPER = new Color(0xfffdf8);
  private static final Color INK = new Color(0x1a1a1a);
  private static final Color QUIET = new Color(0x5c574e);
  private static final Color HAIRLINE = new Color(0xcfc9bc);
  private static final Color RED = new Color(0xb3261e);

  private Drawing() {}

  static byte[] png(Card card) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    pen.setRenderingHint(RenderingHints.KEY_DITHERING, RenderingHints.VALUE_DITHER_DISABLE);
    try {
      pen.setColor(PAPER);
      pen.fillRect(0, 0, WIDTH, HEIGHT);
      draw(pen, card);
    } finally {
      pen.dispose();
    }
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream(60_000)) {
      ImageIO.write(inPalette(image), "png", bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void draw(Graphics2D pen, Card card) {
    Font serif = new Font(Font.SERIF, Font.BOLD, 1);
    Font sans = new Font(Font.SANS_SERIF, Font.PLAIN, 1);
    left(pen, "Offprint", serif.deriveFont(40f), RED, MASTHEAD);
    right(pen, card.date(), sans.deriveFont(26f), QUIET, MASTHEAD);
    pen.setColor(HAIRLINE);
    pen.fillRect(MARGIN, MASTHEAD + 22, WIDTH - 2 * MARGIN, 2);

    title(pen, shown(card.title(), serif) ? card.title() : card.id(), serif);
    if (shown(card.authors(), sans)) {
      left(
          pen,
          shortened(pen, card.authors(), sans.deriveFont(30f), WIDTH - 2 * MARGIN),
          sans.deriveFont(30f),
          QUIET,
          AUTHORS);
    }
    right(pen, card.id(), sans.deriveFont(26f), QUIET, FOOT);
    if (card.rung() != null) {
      int ladder = ladder(pen, card.rung());
      Font words = sans.deriveFont(26f);
      int room =
          WIDTH
              - MARGIN
              - ladder
              - 20
              - (int) words.getStringBounds(card.id(), pen.getFontRenderContext()).getWidth()
              - 30;
      pen.setColor(INK);
      pen.setFont(words);
      pen.drawString(shortened(pen, card.standing(), words, room), ladder + 20, FOOT);
    }
  }

  /// Four steps, filled to the rung; returns where they end.
  private static int ladder(Graphics2D pen, Rung rung) {
    int x = MARGIN;
    for (int step = 1; step < Rung.values().length; step++) {
      int height = 8 + 6 * step;
      pen.setColor(RED);
      if (step <= rung.ordinal()) {
        pen.fillRect(x, FOOT - height, 22, height);
      } else {
        pen.setColor(HAIRLINE);
        pen.fillRect(x, FOOT - height, 22, height);
        pen.setColor(PAPER);
        pen.fillRect(x + 2, FOOT - height + 2, 18, height - 4);
      }
      x += 28;
    }
    return x;
  }

  /// As large as the room for it allows.
  private static void title(Graphics2D pen, String title, Font serif) {
    for (float size : TITLE_SIZES) {
      List<TextLayout> lines = lines(pen, title, serif.deriveFont(size));
      int fit = (int) ((TITLE_BOTTOM - TITLE_TOP) / (size * LEADING));
      boolean smallest = size == TITLE_SIZES[TITLE_SIZES.length - 1];
      if (lines.size() <= Math.min(fit, 4) || smallest) {
        pen.setColor(INK);
        float y = TITLE_TOP + size;
        for (TextLayout line :
            smallest && lines.size() > fit ? cut(pen, title, serif.deriveFont(size), fit) : lines) {
          line.draw(pen, MARGIN, y);
          y += size * LEADING;
        }
        return;
      }
    }
  }

  private static List<TextLayout> lines(Graphics2D pen, String text, Font font) {
    AttributedString attributed = new AttributedString(text, Map.of(TextAttribute.FONT, font));
    LineBreakMeasurer measurer =
        new LineBreakMeasurer(attributed.getIterator(), pen.getFontRenderContext());
    List<TextLayout> lines = new ArrayList<>();
    while (measurer.getPosition() < text.length()) {
      lines.add(measurer.nextLayout(WIDTH - 2 * MARGIN));
    }
    return lines;
  }

  /// The first `count` lines, the last one ending in an ellipsis.
  private static List<TextLayout> cut(Graphics2D pen, String text, Font font, int count) {
    String shorter = text;
    List<TextLayout> lines = lines(pen, shorter, font);
    while (lines.size() > count) {
      int space = shorter.lastIndexOf(' ', shorter.length() - 2);
      shorter =
          shorter
                  .substring(0, space > 0 ? space : shorter.length() * 9 / 10)
                  .replaceFirst("[…\\s,;:]+$", "")
              + "…";
      lines = lines(pen, shorter, font);
    }
    return lines;
  }

  private static String shortened(Graphics2D pen, String text, Font font, int room) {
    FontRenderContext context = pen.getFontRenderContext();
    String shorter = text;
    while (shorter.length() > 2 && font.getStringBounds(shorter, context).getWidth() > room) {
      shorter = shorter.substring(0, shorter.length() - 2).stripTrailing() + "…";
    }
    return shorter;
  }

  private static void left(Graphics2D pen, String text, Font font, Color colour, int baseline) {
    pen.setFont(font);
    pen.setColor(colour);
    pen.drawString(text, MARGIN, baseline);
  }

  private static void right(Graphics2D pen, String text, Font font, Color colour, int baseline) {
    int width = (int) Math.ceil(font.getStringBounds(text, pen.getFontRenderContext()).getWidth());
    pen.setFont(font);
    pen.setColor(colour);
    pen.drawString(text, WIDTH - MARGIN - width, baseline);
  }

  /// Whether the fonts of this machine have at least nine in ten of the letters: a row of boxes
  /// says less than nothing.
  private static boolean shown(String text, Font font) {
    long missing = text.codePoints().filter(c -> !font.canDisplay(c)).count();
    return !text.isBlank() && missing * 10 <= text.codePointCount(0, text.length());
  }

  /// With the colours of the palette alone, which takes half the bytes.
  private static BufferedImage inPalette(BufferedImage image) {
    int[] palette = palette();
    BufferedImage indexed =
        new BufferedImage(
            WIDTH,
            HEIGHT,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE));
    Map<Integer, Integer> nearest = new HashMap<>();
    int[] row = new int[WIDTH];
    for (int y = 0; y < HEIGHT; y++) {
      image.getRGB(0, y, WIDTH, 1, row, 0, WIDTH);
      for (int x = 0; x < WIDTH; x++) {
        row[x] = nearest.computeIfAbsent(row[x], colour -> nearest(palette, colour));
      }
      indexed.getRaster().setPixels(0, y, WIDTH, 1, row);
    }
    return indexed;
  }

  private static int nearest(int[] palette, int colour) {
    int best = 0;
    int distance = Integer.MAX_VALUE;
    for (int i = 0; i < palette.length; i++) {
      int red = ((palette[i] >> 16) & 255) - ((colour >> 16) & 255);
      int green = ((palette[i] >> 8) & 255) - ((colour >> 8) & 255);
      int blue = (palette[i] & 255) - (colour & 255);
      int squares = red * red + green * green + blue * blue;
      if (squares < distance) {
        best = i;
        distance = squares;
      }
    }
    return best;
  }

  /// Each colour in the shades that its antialiased edge takes on paper.
  private static int[] palette() {
    Color[] inks = {INK, QUIET, RED, HAIRLINE};
    int[] palette = new int[inks.length * SHADES];
    for (int i = 0; i < palette.length; i++) {
      Color ink = inks[i / SHADES];
      double part = (i % SHADES) / (SHADES - 1.0);
      palette[i] =
          between(PAPER.getRed(), ink.getRed(), part) << 16
              | between(PAPER.getGreen(), ink.getGreen(), part) << 8
              | between(PAPER.getBlue(), ink.getBlue(), part);
    }
    return palette;
  }

  private static int between(int paper, int ink, double part) {
    return (int) Math.round(paper + (ink - paper) * part);
  }
}
