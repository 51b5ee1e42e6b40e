package org.offprint.server.ingest;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// A small piece of XML as a tree. Names keep no prefix: `arxiv:comment` is `comment`. Document
/// type declarations, and with them all entities but the five of XML, are refused.
public final class XmlElement {
  private static final int DEEPEST = 50;
  private static final int MOST_ELEMENTS = 100_000;
  private static final XMLInputFactory FACTORY = factory();

  private final String name;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<XmlElement> children = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private XmlElement(String name) {
    this.name = name;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    // Records are read without the elements around them, which declare the prefixes.
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    return factory;
  }

  public static XmlElement parse(String xml) {
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(xml));
      try {
        return read(reader);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw new Unreadable("not well-formed XML: " + Fields.cut(firstLine(e)), e);
    }
  }

  private static XmlElement read(XMLStreamReader reader) throws XMLStreamException {
    List<XmlElement> open = new ArrayList<>();
    XmlElement root = null;
    int elements = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          XmlElement element = new XmlElement(local(reader.getLocalName()));
          for (int i = 0; i < reader.getAttributeCount(); i++) {
            element.attributes.put(
                local(reader.getAttributeLocalName(i)), reader.getAttributeValue(i));
          }
          if (open.size() >= DEEPEST || ++elements > MOST_ELEMENTS) {
            throw new Unreadable(
                "more than %d levels or %d elements".formatted(DEEPEST, MOST_ELEMENTS));
          }
          if (open.isEmpty()) {
            root = element;
          } else {
            open.getLast().children.add(element);
          }
          open.add(element);
        }
        case XMLStreamConstants.END_ELEMENT -> open.removeLast();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (!open.isEmpty()) {
            open.getLast().text.append(reader.getText());
          }
        }
        case XMLStreamConstants.DTD ->
            throw new Unreadable("a document type declaration: expected none");
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw new Unreadable(
                "the entity &%s; is not one of XML's own".formatted(reader.getLocalName()));
        default -> {} // comments and processing instructions say nothing
      }
    }
    if (root == null) {
      throw new Unreadable("not well-formed XML: no element");
    }
    return root;
  }

  private static String local(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  private static String firstLine(XMLStreamException e) {
    String message = String.valueOf(e.getMessage());
    int at = message.indexOf("Message:");
    return PlainText.line(at >= 0 ? message.substring(at + 8) : message);
  }

  public String name() {
    return name;
  }

  /// The text directly in this element.
  public String text() {
    return text.toString();
  }

  public @Nullable String attribute(String attribute) {
    return attributes.get(attribute);
  }

  public List<XmlElement> children() {
    return children;
  }

  public List<XmlElement> all(String child) {
    return children.stream().filter(c -> c.name.equals(child)).toList();
  }

  public @Nullable XmlElement first(String child) {
    return children.stream().filter(c -> c.name.equals(child)).findFirst().orElse(null);
  }

  /// The text of the first such child, or null.
  public @Nullable String text(String child) {
    XmlElement element = first(child);
    return element == null ? null : element.text();
  }

  public String neededText(String child) {
    String found = text(child);
    if (found == null || found.isBlank()) {
      throw new Unreadable("<%s> is missing in <%s>".formatted(child, name));
    }
    return found;
  }
}
