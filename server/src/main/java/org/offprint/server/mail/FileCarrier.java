package org.offprint.server.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;

/// Lays every letter as a file into a folder, under the name of its Message-ID, so that one that is
/// sent again is there once.
final class FileCarrier implements Carrier {
  private final Mime mime;
  private final Path folder;

  FileCarrier(Mime mime, Path folder) {
    this.mime = mime;
    this.folder = folder;
  }

  @Override
  public String where() {
    return folder.toString();
  }

  @Override
  public Trip open() {
    return new Trip() {
      @Override
      public Delivery carry(Letter letter) {
        try {
          lay(letter);
          return new Delivery.Accepted();
        } catch (IOException e) {
          return new Delivery.Unreachable(false, "%s cannot be written: %s".formatted(folder, e));
        } catch (MessagingException e) {
          return new Delivery.Refused(
              e instanceof AddressException, String.valueOf(e.getMessage()));
        }
      }

      @Override
      public void close() {
        // nothing is open between two letters
      }
    };
  }

  private void lay(Letter letter) throws IOException, MessagingException {
    MimeMessage message = mime.message(letter);
    Files.createDirectories(folder);
    String name =
        letter.date().atZone(ZoneOffset.UTC).toLocalDate()
            + "-"
            + letter.messageId().replaceAll("@.*", "").replaceAll("[^A-Za-z0-9.-]", "");
    Path half = Files.createTempFile(folder, name, ".part");
    try (OutputStream out = Files.newOutputStream(half)) {
      out.write(
          ("X-Envelope-To: " + letter.to() + "\r\n")
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      String back = letter.returnPath();
      if (back != null) {
        out.write(
            ("Return-Path: <" + back + ">\r\n")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      }
      message.writeTo(out);
    }
    Files.move(half, folder.resolve(name + ".eml"), StandardCopyOption.ATOMIC_MOVE);
  }
}
