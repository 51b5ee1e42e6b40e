package org.offprint.server.link;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.catalog.paper.PaperLink.Kind;

/// What an address leads to.
final class LinkKinds {
  private static final Set<String> FORGES =
      Set.of(
          "github.com",
          "gist.github.com",
          "bitbucket.org",
          "codeberg.org",
          "sourceforge.net",
          "gitee.com",
          "git.sr.ht",
          "anonymous.4open.science",
          "pypi.org",
          "crates.io",
          "softwareheritage.org");

  private static final Pattern FORGE = Pattern.compile("(?:git|gitlab)\\..+|.+\\.gitlab\\.com");
  private static final Set<String> STORES =
      Set.of(
          "zenodo.org",
          "osf.io",
          "figshare.com",
          "datadryad.org",
          "physionet.org",
          "openneuro.org",
          "data.mendeley.com",
          "ieee-dataport.org");
  private static final Pattern STORE = Pattern.compile("(?:dataverse|data)\\..+");

  /// DOIs that Zenodo, figshare, Mendeley Data, Dataverse, Dryad and OSF give.
  private static final Pattern DEPOSIT =
      Pattern.compile(
          "^/10\\.(?:5281/zenodo|6084/m9|17632/|7910/dvn|5061/dryad|17605/osf)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern PAGES =
      Pattern.compile(
          ".+\\.(?:github|gitlab|netlify|vercel|pages|readthedocs)\\.(?:io|app|dev)|sites\\.google\\.com");
  private static final Set<String> MEDIA =
      Set.of("youtube.com", "youtu.be", "m.youtube.com", "vimeo.com", "bilibili.com");

  /// Publishers and archives of papers: what they have is not part of this paper's work.
  private static final Pattern PUBLICATION =
      Pattern.compile(
          "(?:.+\\.)?(?:arxiv\\.org|doi\\.org|openreview\\.net|aclanthology\\.org|ieee\\.org|acm\\.org|springer\\.com|sciencedirect\\.com|nature\\.com|science\\.org|wiley\\.com|mdpi\\.com|frontiersin\\.org|biorxiv\\.org|medrxiv\\.org|ssrn\\.com|neurips\\.cc|mlr\\.press|thecvf\\.com|aaai\\.org|usenix\\.org|iclr\\.cc|icml\\.cc|semanticscholar\\.org|researchgate\\.net|jmlr\\.org|plos\\.org|cell\\.com|tandfonline\\.com|oup\\.com|scitepress\\.org|wikipedia\\.org|creativecommons\\.org|orcid\\.org|hal\\.science|ceur-ws\\.org|isca-archive\\.org)");

  private static final Pattern CODE =
      words(
          "codes?|codebases?|implementations?|repositor(?:y|ies)|repo|software|source|librar(?:y|ies)|toolkit|toolbox|package|scripts?|github|gitlab|open-?sourced?");
  private static final Pattern DATA =
      words("datasets?|data|benchmarks?|corpus|corpora|annotations?");
  private static final Pattern MODEL = words("models?|checkpoints?|weights");
  private static final Pattern PAGE =
      words(
          "project|pages?|webpages?|websites?|homepages?|sites?|demos?|video results|leaderboard|visuali[sz]ations?|audio samples|samples|supplementary|supplemental|qualitative results|playground");

  /// A sentence or an address before: what is said of those is not said of this one.
  private static final Pattern LIMIT = Pattern.compile("[.;!?](?=\\s)|\\n|https?://\\S+");

  private LinkKinds() {}

  private static Pattern words(String words) {
    return Pattern.compile("(?<![\\w])(?:" + words + ")(?![\\w])", Pattern.CASE_INSENSITIVE);
  }

  /// @param before the words before the address
  static Optional<Kind> of(String url, String before) {
    URI address = URI.create(url);
    String host = address.getHost().toLowerCase(Locale.ROOT).replaceFirst("^www\\.", "");
    String path = address.getPath() == null ? "" : address.getPath();
    List<String> parts =
        java.util.Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
    String said = said(before);
    boolean code = CODE.matcher(said).find();
    boolean data = DATA.matcher(said).find();
    boolean page = PAGE.matcher(said).find();
    boolean model = MODEL.matcher(said).find();
    if (FORGES.contains(host) || FORGE.matcher(host).matches()) {
      if (parts.isEmpty()) {
        return Optional.empty(); // the forge itself
      }
      return Optional.of(data && !code && !page && !model ? Kind.dataset : Kind.code);
    }
    if (host.equals("huggingface.co") || host.equals("hf.co")) {
      return huggingFace(parts, data, model);
    }
    if (host.equals("kaggle.com")) {
      return Optional.of(
          !parts.isEmpty() && parts.getFirst().equals("models")
              ? Kind.model
              : !parts.isEmpty() && parts.getFirst().equals("code") ? Kind.code : Kind.dataset);
    }
    if (STORES.contains(host)
        || STORE.matcher(host).matches()
        || (host.endsWith("doi.org") && DEPOSIT.matcher(path).find())) {
      return Optional.of(code && !data ? Kind.code : Kind.dataset);
    }
    if (MEDIA.contains(host)) {
      return Optional.of(Kind.media);
    }
    if (PAGES.matcher(host).matches()) {
      return Optional.of(Kind.project);
    }
    if (PUBLICATION.matcher(host).matches()) {
      return Optional.empty();
    }
    return page
        ? Optional.of(Kind.project)
        : code
            ? Optional.of(Kind.code)
            : data ? Optional.of(Kind.dataset) : model ? Optional.of(Kind.model) : Optional.empty();
  }

  private static Optional<Kind> huggingFace(List<String> parts, boolean data, boolean model) {
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    return switch (parts.getFirst()) {
      case "papers", "docs", "blog" -> Optional.empty();
      case "datasets" -> Optional.of(Kind.dataset);
      case "spaces" -> Optional.of(Kind.project);
      default -> Optional.of(data && !model ? Kind.dataset : Kind.model);
    };
  }

  /// Of the sentence that holds the address, what comes after any other one.
  private static String said(String before) {
    Matcher limit = LIMIT.matcher(before);
    int last = 0;
    while (limit.find()) {
      last = limit.end();
    }
    return before.substring(last);
  }
}
