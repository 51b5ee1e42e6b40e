package org.offprint.server.talk;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.HtmlWriter;
import org.commonmark.renderer.text.LineBreakRendering;
import org.commonmark.renderer.text.TextContentNodeRendererContext;
import org.commonmark.renderer.text.TextContentRenderer;
import org.offprint.server.account.Secrets;
import org.offprint.server.text.Tex;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/// A comment's Markdown as HTML that is safe to put into a page.
///
/// Two walls stand one behind the other: commonmark escapes all HTML of the source and empties
/// addresses with other schemes than http, https and mailto; OWASP's sanitizer then lets through a
/// dozen elements and two attributes. Formulas come after both, as MathML that our own reader of
/// TeX makes and escapes: until then a word that nobody can guess stands in their place. Pictures
/// become links, since pages ask nothing of other servers; headings become bold lines, since the
/// outline of a page is the page's.
public final class CommentHtml {
  private static final int DEEPEST = 40;

  private static final Parser PARSER =
      Parser.builder()
          .maxOpenBlockParsers(DEEPEST)
          .maxInlineNesting(DEEPEST)
          .customInlineContentParserFactory(new Maths.InlineFactory())
          .customBlockParserFactory(new Maths.BlockFactory())
          .build();

  private static final PolicyFactory ALLOWED =
      new HtmlPolicyBuilder()
          .allowElements(
              "p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "a")
          .allowAttributes("href")
          .onElements("a")
          .allowUrlProtocols("http", "https", "mailto")
          .requireRelsOnLinks("nofollow", "ugc", "noopener")
          .allowAttributes("start")
          .matching(Pattern.compile("\\d{1,6}"))
          .onElements("ol")
          .toFactory();

  /// A bare address, or somebody's name behind an at sign.
  private static final Pattern FOUND =
      Pattern.compile(
          "(?<![\\w/])https?://[^\\s<>\"\\\\^`{|}]{3,2000}|(?<![\\w@/.+-])@(?<name>[A-Za-z](?:-?[A-Za-z0-9]){1,29})(?![\\w@])");

  private static final Pattern BEHIND = Pattern.compile("[.,;:!?'*_~]+$");

  private record Key(String text, Set<String> known) {}

  private static final Cache<Key, String> RENDERED =
      Caffeine.newBuilder()
          .maximumWeight(8 << 20)
          .weigher((Key key, String html) -> 2 * (key.text().length() + html.length()) + 200)
          .build();

  private CommentHtml() {}

  /// Names that a text mentions, in small letters; whether somebody has them is another question.
  public static Set<String> mentions(String text) {
    Set<String> names = new LinkedHashSet<>();
    Node document = PARSER.parse(text);
    texts(document)
        .forEach(node -> {
          Matcher found = FOUND.matcher(node.getLiteral());
          while (found.find()) {
            if (found.group("name") != null) {
              names.add(found.group("name").toLowerCase(Locale.ROOT));
            }
          }
        });
    return names;
  }

  /// How many links and pictures a text has.
  public static int links(String text) {
    int[] count = {0};
    Node document = parsed(text, Map.of());
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Link link) {
            count[0]++;
            visitChildren(link);
          }

          @Override
          public void visit(Image image) {
            count[0]++;
            visitChildren(image);
          }
        });
    return count[0];
  }

  /// @param known the names that {@link #mentions} found and somebody has, as their owners write
  ///   them: they become links
  public static String of(String text, Set<String> known) {
    return RENDERED.get(new Key(text, Set.copyOf(known)), key -> render(key.text(), key.known()));
  }

  private static String render(String text, Set<String> known) {
    Map<String, String> names = new TreeMap<>();
    known.forEach(name -> names.put(name.toLowerCase(Locale.ROOT), name));
    List<String> formulas = new ArrayList<>();
    String place = "formula" + Secrets.random().replaceAll("[^A-Za-z0-9]", "x") + "n";
    String html =
        HtmlRenderer.builder()
            .escapeHtml(true)
            .sanitizeUrls(true)
            .softbreak("<br />\n")
            .nodeRendererFactory(context -> new Special(context, place, formulas))
            .build()
            .render(parsed(text, names));
    return Pattern.compile(place + "(\\d+)z")
        .matcher(ALLOWED.sanitize(html))
        .replaceAll(
            found -> Matcher.quoteReplacement(formulas.get(Integer.parseInt(found.group(1)))));
  }

  /// One line of plain text: for feeds, notifications and descriptions.
  public static String plain(String text) {
    return TextContentRenderer.builder()
        .lineBreakRendering(LineBreakRendering.STRIP)
        .nodeRendererFactory(PlainMaths::new)
        .build()
        .render(PARSER.parse(text))
        .strip();
  }

  private static Node parsed(String text, Map<String, String> names) {
    Node document = PARSER.parse(text);
    texts(document).forEach(node -> link(node, names));
    return document;
  }

  /// The words of a text, without code, formulas, and what is a link already.
  private static List<Text> texts(Node document) {
    List<Text> texts = new ArrayList<>();
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            texts.add(text);
          }

          @Override
          public void visit(Link link) {}

          @Override
          public void visit(Image image) {}
        });
    return texts;
  }

  private static void link(Text node, Map<String, String> names) {
    String text = node.getLiteral();
    Matcher found = FOUND.matcher(text);
    int from = 0;
    while (found.find()) {
      String words = found.group();
      String address;
      if (found.group("name") == null) {
        words = withoutEnding(words);
        address = words;
      } else {
        String name = names.get(found.group("name").toLowerCase(Locale.ROOT));
        if (name == null) {
          continue;
        }
        address = "/people/" + name;
      }
      if (found.start() > from) {
        node.insertBefore(new Text(text.substring(from, found.start())));
      }
      Link link = new Link(address, null);
      link.appendChild(new Text(words));
      node.insertBefore(link);
      from = found.start() + words.length();
    }
    if (from > 0) {
      node.setLiteral(text.substring(from));
    }
  }

  /// Without what the sentence put behind the address.
  private static String withoutEnding(String address) {
    String bare = BEHIND.matcher(address).replaceFirst("");
    return bare.endsWith(")") && !bare.contains("(")
        ? BEHIND.matcher(bare.substring(0, bare.length() - 1)).replaceFirst("")
        : bare;
  }

  /// Formulas, pictures and headings.
  private static final class Special implements NodeRenderer {
    private final HtmlNodeRendererContext context;
    private final HtmlWriter html;
    private final String place;
    private final List<String> formulas;

    Special(HtmlNodeRendererContext context, String place, List<String> formulas) {
      this.context = context;
      this.html = context.getWriter();
      this.place = place;
      this.formulas = formulas;
    }

    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
      return Set.of(Maths.Inline.class, Maths.Displayed.class, Image.class, Heading.class);
    }

    @Override
    public void render(Node node) {
      switch (node) {
        case Maths.Inline maths -> formula(maths.source, maths.display);
        case Maths.Displayed maths -> {
          html.line();
          html.tag("p");
          formula(maths.source, true);
          html.tag("/p");
          html.line();
        }
        case Image image -> {
          String address =
              context.encodeUrl(context.urlSanitizer().sanitizeLinkUrl(image.getDestination()));
          html.tag("a", Map.of("href", address));
          if (image.getFirstChild() == null) {
            html.text(image.getDestination());
          } else {
            inside(image);
          }
          html.tag("/a");
        }
        default -> {
          html.line();
          html.tag("p");
          html.tag("strong");
          inside(node);
          html.tag("/strong");
          html.tag("/p");
          html.line();
        }
      }
    }

    private void formula(String source, boolean display) {
      html.text(place + formulas.size() + "z");
      formulas.add(Tex.formula(source, display));
    }

    private void inside(Node node) {
      for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
        context.render(child);
      }
    }
  }

  private static final class PlainMaths implements NodeRenderer {
    private final TextContentNodeRendererContext context;

    PlainMaths(TextContentNodeRendererContext context) {
      this.context = context;
    }

    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
      return Set.of(Maths.Inline.class, Maths.Displayed.class);
    }

    @Override
    public void render(Node node) {
      String source =
          switch (node) {
            case Maths.Inline maths -> maths.source;
            case Maths.Displayed maths -> maths.source;
            default -> "";
          };
      context.getWriter().write(Tex.plainFormula(source));
    }
  }
}
