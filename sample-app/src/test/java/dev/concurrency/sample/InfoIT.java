package dev.concurrency.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What the packaged flight board says of itself: only a jar knows its version. */
class InfoIT {

	@TempDir
	private Path data;

	@Test
	@Timeout(300)
	void theVersionOfTheLibraryIsTold() throws Exception {
		try (BoardProcess board = BoardProcess.start(this.data, List.of(), "--flightboard.replay.enabled=false")) {
			String port = board.await(Pattern.compile("Tomcat started on port (\\d+)")).group(1);
			String info = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/info")).build(),
						BodyHandlers.ofString())
				.body();
			assertThat(info).containsPattern("\"concurrency\":\\{\"version\":\"\\d+\\.\\d+[^\"]*\",\"supervisors\":");
		}
	}

}
