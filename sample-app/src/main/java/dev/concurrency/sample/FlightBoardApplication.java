package dev.concurrency.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Entry point of the flight board.
 */
@SpringBootApplication
public class FlightBoardApplication {

	public static void main(String[] args) {
		SpringApplication.run(FlightBoardApplication.class, args);
	}

}
