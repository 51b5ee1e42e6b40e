package org.offprint.server.feeds;

import java.io.ByteArrayOutputStream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/// Writes XML, element by element. What XML 1.0 cannot hold is left out; everything else is escaped
/// by the JDK's writer.
final class XmlText {
  private interface Step {
    void write() throws XMLStreamException;
  }

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 15);
  private final XMLStreamWriter out;

  XmlText() {
    try {
      out = XMLOutputFactory.newFactory().createXMLStreamWriter(bytes, "UTF-8");
      out.writeStartDocument("UTF-8", "1.0");
    } catch (XMLStreamException e) {
      throw broken(e);
    }
  }

  /// @param attributes names and values in turn; those without a value are left out
  XmlText open(String name, @Nullable String... attributes) {
    return step(() -> {
      out.writeStartElement(name);
      attributes(attributes);
    });
  }

  XmlText close() {
    return step(out::writeEndElement);
  }

  XmlText empty(String name, @Nullable String... attributes) {
    return step(() -> {
      out.writeEmptyElement(name);
      attributes(attributes);
    });
  }

  /// An element with text; none at all for null.
  XmlText text(String name, @Nullable String text, @Nullable String... attributes) {
    return text == null
        ? this
        : step(() -> {
          out.writeStartElement(name);
          attributes(attributes);
          out.writeCharacters(clean(text));
          out.writeEndElement();
        });
  }

  byte[] bytes() {
    step(() -> {
      out.writeEndDocument();
      out.flush();
    });
    return bytes.toByteArray();
  }

  private XmlText step(Step step) {
    try {
      step.write();
      return this;
    } catch (XMLStreamException e) {
      throw broken(e);
    }
  }

  private void attributes(@Nullable String... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      String name = attributes[i];
      String value = attributes[i + 1];
      if (name != null && value != null) {
        out.writeAttribute(name, clean(value));
      }
    }
  }

  private static String clean(String text) {
    return text.codePoints()
        .filter(XmlText::isChar)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// The production Char of XML 1.0.
  private static boolean isChar(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= ' ' && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  private static IllegalStateException broken(XMLStreamException e) {
    return new IllegalStateException("XML that was written in memory could not be written", e);
  }
}
