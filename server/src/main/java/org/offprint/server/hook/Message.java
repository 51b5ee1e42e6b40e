package org.offprint.server.hook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.server.hook.News.Item;
import tools.jackson.databind.json.JsonMapper;

/// News as the body of a request, in the form that a receiver reads. A chat shows the first papers;
/// the JSON has all, up to a bound, and says how many it leaves out.
///
/// Sources: Slack, incoming webhooks and Block Kit (a header has 150 characters, a section 3,000, a
/// message 50 blocks); matrix-hookshot, generic webhooks (`text`, `html`); Adaptive Cards 1.4 in
/// the envelope of "When a Teams webhook request is received" of Workflows (28 kB).
final class Message {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_IN_JSON = 500;
  private static final int LONGEST_TITLE = 250;

  private Message() {}

  static String of(Hook.Form form, News news, int most) {
    List<Item> shown = news.items().subList(0, Math.min(most, news.items().size()));
    int rest = news.items().size() - shown.size();
    Object body =
        switch (form) {
          case json -> json(news);
          case slack -> slack(news, shown, rest);
          case matrix -> matrix(news, shown, rest);
          case teams -> teams(news, shown, rest);
        };
    return JSON.writeValueAsString(body);
  }

  private static Map<String, Object> json(News news) {
    Map<String, Object> site = new LinkedHashMap<>();
    site.put("name", news.site().name());
    site.put("url", news.site().url());
    List<Item> shown = news.items().subList(0, Math.min(MOST_IN_JSON, news.items().size()));
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("site", site);
    data.put("title", news.title());
    data.put("day", news.day() == null ? null : news.day().toString());
    data.put("state", news.state());
    data.put("late", news.late());
    data.put("url", news.link());
    data.put("total", news.items().size());
    data.put("left_out", news.items().size() - shown.size());
    data.put("papers", shown.stream().map(Message::json).toList());
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("type", news.type());
    all.put("timestamp", news.at().toString());
    all.put("data", data);
    return all;
  }

  private static Map<String, Object> json(Item item) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("id", item.id());
    one.put("title", item.title());
    one.put("authors", item.authors());
    one.put("categories", item.categories());
    one.put("url", item.url());
    one.put("source", item.source());
    if (item.verdict() != null) {
      one.put("verdict", item.verdict());
      one.put("run", item.run());
    }
    return one;
  }

  private static Map<String, Object> slack(News news, List<Item> shown, int rest) {
    List<String> text = new ArrayList<>();
    List<Object> blocks = new ArrayList<>();
    text.add("*" + slack(news.title()) + "*");
    blocks.add(
        Map.of(
            "type",
            "header",
            "text",
            Map.of("type", "plain_text", "text", cut(news.title(), 150), "emoji", false)));
    if (!news.note().isEmpty()) {
      text.add(slack(news.note()));
      blocks.add(context(slack(news.note())));
    }
    for (Item item : shown) {
      String line = "<" + item.url() + "|" + slack(title(item)) + ">" + slack(after(item, "\n"));
      text.add("• " + line.replace("\n", " – "));
      blocks.add(section(line));
    }
    String end = "<" + news.link() + "|" + slack(end(news, rest)) + ">";
    text.add(end);
    blocks.add(context(end));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("text", String.join("\n", text));
    all.put("blocks", blocks);
    all.put("unfurl_links", false);
    return all;
  }

  private static Map<String, Object> section(String text) {
    return Map.of("type", "section", "text", mrkdwn(text));
  }

  private static Map<String, Object> context(String text) {
    return Map.of("type", "context", "elements", List.of(mrkdwn(text)));
  }

  private static Map<String, Object> mrkdwn(String text) {
    return Map.of("type", "mrkdwn", "text", cut(text, 3_000));
  }

  /// Slack's three characters, and those that would set type or end a link.
  private static String slack(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("|", "¦")
        .replaceAll("([*_~`])", "\u200B$1"); // an invisible space, since there is no escape
  }

  private static Map<String, Object> matrix(News news, List<Item> shown, int rest) {
    StringBuilder text = new StringBuilder(news.title());
    StringBuilder html = new StringBuilder("<p><strong>" + html(news.title()) + "</strong>");
    if (!news.note().isEmpty()) {
      text.append('\n').append(news.note());
      html.append("<br>").append(html(news.note()));
    }
    html.append("</p><ul>");
    for (Item item : shown) {
      text.append("\n• ")
          .append(title(item))
          .append(after(item, " – "))
          .append(' ')
          .append(item.url());
      html.append("<li><a href=\"%s\">%s</a>".formatted(html(item.url()), html(title(item))))
          .append(html(after(item, " – ")))
          .append("</li>");
    }
    text.append('\n').append(end(news, rest)).append(": ").append(news.link());
    html.append(
        "</ul><p><a href=\"%s\">%s</a></p>".formatted(html(news.link()), html(end(news, rest))));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("text", text.toString());
    all.put("html", html.toString().replace("<ul></ul>", ""));
    all.put("username", news.site().name());
    return all;
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static Map<String, Object> teams(News news, List<Item> shown, int rest) {
    List<Object> lines = new ArrayList<>();
    Map<String, Object> title = block(markdown(news.title()));
    title.put("size", "Medium");
    title.put("weight", "Bolder");
    lines.add(title);
    if (!news.note().isEmpty()) {
      Map<String, Object> note = block(markdown(news.note()));
      note.put("isSubtle", true);
      note.put("spacing", "None");
      lines.add(note);
    }
    for (Item item : shown) {
      lines.add(
          block(
              "[%s](%s)%s"
                  .formatted(markdown(title(item)), item.url(), markdown(after(item, " – ")))));
    }
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.put("type", "AdaptiveCard");
    card.put("version", "1.4");
    card.put("body", lines);
    card.put(
        "actions",
        List.of(Map.of("type", "Action.OpenUrl", "title", end(news, rest), "url", news.link())));
    Map<String, Object> attachment = new LinkedHashMap<>();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    attachment.put("contentUrl", null);
    attachment.put("content", card);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("type", "message");
    all.put("attachments", List.of(attachment));
    return all;
  }

  private static Map<String, Object> block(String text) {
    Map<String, Object> block = new LinkedHashMap<>();
    block.put("type", "TextBlock");
    block.put("text", text);
    block.put("wrap", true);
    return block;
  }

  private static String markdown(String text) {
    return text.replaceAll("([\\\\\\[\\]()*_`#~|<>])", "\\\\$1");
  }

  private static String title(Item item) {
    return cut(item.title(), LONGEST_TITLE);
  }

  /// What follows a title: what a run showed, else who wrote the paper.
  private static String after(Item item, String mark) {
    String words = item.verdict() == null ? cut(item.by(), 150) : item.verdict();
    return words.isEmpty() ? "" : mark + words;
  }

  private static String end(News news, int rest) {
    return rest > 0
        ? "%d more at %s".formatted(rest, news.site().name())
        : "Open %s".formatted(news.site().name());
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + "…";
  }
}
