package org.offprint.lab.data;

import org.offprint.catalog.result.DataSource;
import org.offprint.lab.task.Lab;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Three kinds of English that differ in words, spelling and layout: plays, speeches and abstracts.
/// They stand in for languages where a method is about several, and are called kinds of text.
public final class TextKinds {
  public static final DataSource INAUGURAL =
      new DataSource(
          "inaugural addresses of presidents of the United States, 1789 to 2021",
          "text/inaugural-addresses.txt",
          "https://raw.githubusercontent.com/nltk/nltk_data/gh-pages/packages/corpora/inaugural.zip",
          "bf9b576a8af8a8c00ecb945b0103d90033907dd1128d8a2b7068b6cffb0da08c",
          "public domain, as the package of NLTK states");
  public static final DataSource ABSTRACTS =
      new DataSource(
          "abstracts of biomedical papers, the corpus of SciFact",
          "relevance/scifact/corpus.jsonl",
          "https://scifact.s3-us-west-2.amazonaws.com/release/latest/data.tar.gz",
          "1fa9b9cb51edf020540a740e1e378be942bd1f73f14d63f9d492dc9c16d9a638",
          "abstracts ODC-By 1.0");

  private TextKinds() {}

  public static CharacterText plays(Lab lab) {
    return CharacterText.of(lab.text(Corpora.TINY_SHAKESPEARE));
  }

  public static CharacterText speeches(Lab lab) {
    return CharacterText.of(lab.text(INAUGURAL));
  }

  /// The first of them, a line each, until there are so many characters.
  public static CharacterText abstracts(Lab lab, int characters) {
    var mapper = JsonMapper.shared();
    var text = new StringBuilder();
    int number = 0;
    for (String line : lab.text(ABSTRACTS).split("\n")) {
      number++;
      text.append(abstractOf(mapper, line, number)).append('\n');
      if (text.length() >= characters) {
        return CharacterText.of(text.substring(0, characters));
      }
    }
    throw new IllegalArgumentException(
        "the abstracts have %d characters: expected at least %d"
            .formatted(text.length(), characters));
  }

  private static String abstractOf(JsonMapper mapper, String line, int number) {
    try {
      JsonNode text = mapper.readTree(line).get("text");
      if (text == null || !text.isString()) {
        throw new IllegalArgumentException(
            "line %d of %s has no text: expected an object with id, title and text"
                .formatted(number, ABSTRACTS.file()));
      }
      return text.stringValue();
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "line %d of %s is no JSON: %s"
              .formatted(number, ABSTRACTS.file(), e.getOriginalMessage()),
          e);
    }
  }
}
