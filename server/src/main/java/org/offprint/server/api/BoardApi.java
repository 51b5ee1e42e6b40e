package org.offprint.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.offprint.server.api.Shapes.BoardEntryShape;
import org.offprint.server.api.Shapes.Page;
import org.offprint.server.board.Boards;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// What was measured on each task.
@RestController
final class BoardApi {
  private final Boards boards;
  private final Calls calls;
  private final BoardForms forms;

  BoardApi(Boards boards, Answers answers, PublicAddress address) {
    this.boards = boards;
    this.calls = new Calls(answers, address);
    this.forms = new BoardForms(address);
  }

  @GetMapping("/api/v1/boards")
  ResponseEntity<byte[]> boards(HttpServletRequest request) {
    return calls.one(
        request,
        () -> {
          List<BoardEntryShape> items = boards.all().stream().map(forms::entry).toList();
          return new Page<>((long) items.size(), items, null);
        });
  }

  @GetMapping("/api/v1/boards/{task}")
  ResponseEntity<byte[]> board(HttpServletRequest request, @PathVariable String task) {
    return calls.one(request, () -> found(task));
  }

  /// The same beside the page.
  @GetMapping("/boards/{task:[a-z0-9-]+}.json")
  ResponseEntity<byte[]> file(HttpServletRequest request, @PathVariable String task) {
    return calls.one(request, () -> found(task));
  }

  private Object found(String task) {
    return boards
        .find(task)
        .map(forms::board)
        .orElseThrow(
            () -> Failure.notFound("There is no board '" + task + "'; /api/v1/boards lists them."));
  }
}
