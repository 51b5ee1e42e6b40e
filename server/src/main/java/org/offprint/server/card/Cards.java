package org.offprint.server.card;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Draws cards, and gives a plain one where the machine cannot draw.
final class Cards {
  private static final Logger LOG = LoggerFactory.getLogger(Cards.class);

  /// An image takes three megabytes while it is drawn.
  private final Semaphore drawing = new Semaphore(2);

  private final AtomicBoolean reported = new AtomicBoolean();
  private final Function<Card, byte[]> pen;

  Cards(Function<Card, byte[]> pen) {
    this.pen = pen;
  }

  byte[] png(Card card) {
    drawing.acquireUninterruptibly();
    try {
      return pen.apply(card);
    } catch (RuntimeException | LinkageError | InternalError noFonts) {
      // Java says in many ways that there is no font or no font library: all of them end here.
      if (reported.compareAndSet(false, true)) {
        LOG.warn(
            "Cards have no text, as Java finds no fonts ({}); install a font, for example fonts-dejavu-core, and restart.",
            noFonts.toString());
      }
      return PlainCard.png(card.rung() == null ? 0 : card.rung().ordinal());
    } finally {
      drawing.release();
    }
  }
}
