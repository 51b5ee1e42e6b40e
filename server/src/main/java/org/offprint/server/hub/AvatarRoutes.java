package org.offprint.server.hub;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// A quiet pattern for everybody who has no picture here: four by four quarter discs, mirrored,
/// drawn from the hash in the address. The same hash is the same picture for ever.
@RestController
final class AvatarRoutes {
  private static final int CELL = 16;

  @GetMapping("/avatars/{hash:[0-9a-f]{32}}.svg")
  ResponseEntity<byte[]> avatar(@PathVariable String hash) {
    return ResponseEntity.ok()
        .header("Content-Type", "image/svg+xml")
        .cacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
        .body(draw(HexFormat.of().parseHex(hash)).getBytes(StandardCharsets.UTF_8));
  }

  private static String draw(byte[] hash) {
    int hue = Byte.toUnsignedInt(hash[0]) * 360 / 256;
    StringBuilder svg = new StringBuilder(1600);
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\">");
    svg.append("<rect width=\"64\" height=\"64\" fill=\"hsl(%d 30%% 90%%)\"/>".formatted(hue));
    svg.append("<g fill=\"hsl(%d 45%% 42%%)\">".formatted((hue + 20) % 360));
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 2; column++) {
        int choice = Byte.toUnsignedInt(hash[1 + row * 2 + column]);
        svg.append(cell(column, row, choice % 4, choice / 4 % 3));
        svg.append(cell(3 - column, row, (5 - choice % 4) % 4, choice / 4 % 3));
      }
    }
    return svg.append("</g></svg>\n").toString();
  }

  /// @param corner where the quarter disc has its centre, clockwise from the upper left
  /// @param shape 0 empty, 1 a quarter disc, 2 a full square with that corner cut round
  private static String cell(int column, int row, int corner, int shape) {
    if (shape == 0) {
      return "";
    }
    String turn =
        "translate(%d %d) rotate(%d 8 8)".formatted(column * CELL, row * CELL, corner * 90);
    String path = shape == 1 ? "M0 0h16a16 16 0 0 1-16 16z" : "M0 16V0h16a16 16 0 0 0-16 16z";
    return "<path transform=\"%s\" d=\"%s\"/>".formatted(turn, path);
  }
}
