package org.offprint.server.rehearsal;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What can go wrong with a request.
enum Fault {
  TOO_MANY_REQUESTS(false),
  TOO_MANY_REQUESTS_SECONDS(false),
  TOO_MANY_REQUESTS_DATE(false),
  UNAVAILABLE(false),
  HALF_A_BODY(false),
  LENGTH_TOO_LONG(false),
  LENGTH_TOO_SHORT(false),
  HANG(false),
  DRIP(false),
  REDIRECT_TO_METADATA(false),
  REDIRECT_TO_LOOPBACK(false),
  WRONG_ENCODING(false),
  BILLION_LAUGHS(false),
  HUGE_RECORD(false),
  /// The list of yesterday, and it says so.
  STALE_BATCH(true, Service.RSS),
  /// The list of yesterday, and it says that it is today's.
  STALE_BATCH_AS_TODAY(true, Service.RSS),
  EMPTY_BATCH(true),
  SHORT_BATCH(true),
  /// Two sources lack the same papers; the third has them.
  SHORT_ALIKE(true, Service.OAI, Service.RSS),
  LATE(true, Service.OAI, Service.API),
  TOKEN_EXPIRES(true, Service.OAI),
  NO_TITLE(true),
  DUPLICATES(true),
  OUT_OF_ORDER(true),
  EMPTY_PAGE(true, Service.API);

  enum Service {
    OAI,
    RSS,
    API
  }

  /// Whether the answer arrives as it was meant, and says the wrong thing for some hours; otherwise
  /// some requests fail.
  final boolean lasts;

  final Set<Service> services;

  Fault(boolean lasts, Service... services) {
    this.lasts = lasts;
    this.services =
        services.length == 0
            ? EnumSet.allOf(Service.class)
            : EnumSet.copyOf(Arrays.asList(services));
  }

  static List<Fault> all() {
    return List.of(values());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
