package io.trestle.frameworks.spring;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** An order; its key is of an identity column. */
@Entity
@Table(name = "orders")
public class Order {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private @Nullable Long id;

  @Column(length = 80)
  private @Nullable String customer;

  @Column(nullable = false, length = 20)
  private String status = "pending";

  protected Order() {}

  public Order(String customer) {
    this.customer = customer;
  }

  public @Nullable Long getId() {
    return id;
  }

  public @Nullable String getCustomer() {
    return customer;
  }

  public void setCustomer(String customer) {
    this.customer = customer;
  }

  public String getStatus() {
    return status;
  }

  public void setStatus(String status) {
    this.status = status;
  }
}
