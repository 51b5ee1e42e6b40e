package org.offprint.server.cite;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offprint.catalog.paper.PaperId;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Gives who asks for `/papers/{id}` with another `Accept` than a page's the form that it asks for:
/// BibTeX, RIS, CSL-JSON, Markdown. Browsers ask for a page first and get it.
@Component
final class Negotiation extends OncePerRequestFilter {
  private static final String PAPERS = "/papers/";
  private static final Map<MediaType, String> FORMS = new LinkedHashMap<>();

  static {
    FORMS.put(MediaType.TEXT_HTML, "");
    FORMS.put(MediaType.parseMediaType("text/markdown"), ".md");
    for (Citation form : Citation.values()) {
      FORMS.put(MediaType.parseMediaType(form.mediaType()), form.extension());
    }
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    String accept = request.getHeader("Accept");
    if (accept != null && path.startsWith(PAPERS) && PaperId.parse(path.substring(8)).isPresent()) {
      String extension = extension(accept);
      boolean alreadyOne =
          FORMS.values().stream().anyMatch(end -> !end.isEmpty() && path.endsWith(end));
      if (!extension.isEmpty() && !alreadyOne) {
        request.getRequestDispatcher(path + extension).forward(request, response);
        return;
      }
    }
    chain.doFilter(request, response);
  }

  /// The form with the highest weight; the page among equals.
  private static String extension(String accept) {
    List<MediaType> asked;
    try {
      asked = MediaType.parseMediaTypes(accept);
    } catch (InvalidMediaTypeException notReadable) {
      return "";
    }
    String best = "";
    double most = 0;
    for (Map.Entry<MediaType, String> form : FORMS.entrySet()) {
      double weight = weight(asked, form.getKey());
      if (weight > most) {
        most = weight;
        best = form.getValue();
      }
    }
    return best;
  }

  /// The weight of the most exact range that covers the type (RFC 9110, section 12.5.1).
  private static double weight(List<MediaType> asked, MediaType type) {
    MediaType closest = null;
    for (MediaType range : asked) {
      if (range.includes(type) && (closest == null || range.isMoreSpecific(closest))) {
        closest = range;
      }
    }
    return closest == null ? 0 : closest.getQualityValue();
  }
}
