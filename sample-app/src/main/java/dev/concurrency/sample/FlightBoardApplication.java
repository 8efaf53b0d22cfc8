package dev.concurrency.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The flight board: replays real flights and shows what the starter does with them. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class FlightBoardApplication {

	/**
	 * Starts the flight board.
	 * @param args as for any Spring Boot application
	 */
	public static void main(String[] args) {
		SpringApplication.run(FlightBoardApplication.class, args);
	}

}
