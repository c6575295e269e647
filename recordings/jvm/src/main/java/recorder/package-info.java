/**
 * Has Hibernate, Spring Data JPA, jOOQ and MyBatis do their work over the schema of the recordings,
 * through the tap that writes down what they send. {@code recordings/README.md} tells how. No part
 * of the build.
 */
package recorder;
