package org.offprint.server.web;

import java.beans.PropertyEditorSupport;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/// Takes the character NUL out of what forms and addresses say: no text needs it, and PostgreSQL
/// keeps none that has it.
@ControllerAdvice
final class NoNulls {
  @InitBinder
  void bind(WebDataBinder binder) {
    binder.registerCustomEditor(
        String.class,
        new PropertyEditorSupport() {
          @Override
          public void setAsText(String text) {
            setValue(text.replace("\0", ""));
          }
        });
  }
}
