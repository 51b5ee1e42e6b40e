package org.offprint.server.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.offprint.server.announce.ArxivCalendar;
import org.offprint.server.rehearsal.Fault.Service;

/// Which faults strike when: every kind in an order that the seed chooses, and when each had its
/// turn, all again in another order.
final class Faults {
  /// @param category whose requests it strikes; empty for those of all
  private static final class Strike {
    final Fault fault;
    final Set<Service> services;
    final String category;
    final Instant from;
    final Instant until;
    int left;

    Strike(
        Fault fault,
        Set<Service> services,
        String category,
        Instant from,
        Instant until,
        int left) {
      this.fault = fault;
      this.services = services;
      this.category = category;
      this.from = from;
      this.until = until;
      this.left = left;
    }
  }

  private final List<Strike> strikes = new ArrayList<>();
  private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);

  /// @param aDay how many faults begin on the day of a list
  Faults(long seed, World world, Set<Fault> kinds, int aDay) {
    Random random = new Random(seed);
    ArxivCalendar calendar = new ArxivCalendar(Map.of());
    List<Fault> deck = new ArrayList<>();
    for (LocalDate day : world.lists()) {
      for (int i = 0; i < aDay && !kinds.isEmpty(); i++) {
        if (deck.isEmpty()) {
          deck.addAll(kinds);
          Collections.shuffle(deck, random);
        }
        strike(deck.removeLast(), calendar.announcedAt(day), world, random);
      }
    }
    kinds.forEach(kind -> struck.put(kind, 0));
  }

  private void strike(Fault fault, Instant announced, World world, Random random) {
    List<Service> services = List.copyOf(fault.services);
    Set<Service> some =
        fault == Fault.SHORT_ALIKE
            ? fault.services
            : EnumSet.of(services.get(random.nextInt(services.size())));
    String category =
        fault.lasts || random.nextBoolean()
            ? world.categories.get(random.nextInt(world.categories.size()))
            : "";
    // Mostly some hours, and now and then until the next list is out: longer than an alarm waits.
    Duration length =
        random.nextInt(6) == 0 ? Duration.ofHours(22) : Duration.ofHours(4 + random.nextInt(5));
    strikes.add(
        new Strike(
            fault,
            some,
            category,
            announced,
            announced.plus(length),
            fault.lasts ? Integer.MAX_VALUE : 1 + random.nextInt(5)));
  }

  /// The fault that strikes a request, if one does. It is counted where it makes a difference,
  /// which {@link #made} is told of.
  synchronized Optional<Fault> on(Service service, String category, Instant now) {
    for (Strike strike : strikes) {
      if (strike.services.contains(service)
          && (strike.category.isEmpty() || strike.category.equals(category))
          && strike.left > 0
          && !now.isBefore(strike.from)
          && now.isBefore(strike.until)) {
        strike.left--;
        return Optional.of(strike.fault);
      }
    }
    return Optional.empty();
  }

  synchronized void made(Fault fault) {
    struck.merge(fault, 1, Integer::sum);
  }

  synchronized Map<Fault, Integer> struck() {
    return new EnumMap<>(struck);
  }
}
