package io.trestle.frameworks.spring;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A shipment; its key is of the sequence {@code shipments_seq}. */
@Entity
@Table(name = "shipments")
public class Shipment {

  @Id
  @GeneratedValue(strategy = GenerationType.SEQUENCE)
  private @Nullable Long id;

  @Column(length = 80)
  private @Nullable String address;

  @Column(nullable = false, length = 20)
  private String status = "pending";

  protected Shipment() {}

  public Shipment(String address) {
    this.address = address;
  }

  public @Nullable Long getId() {
    return id;
  }

  public @Nullable String getAddress() {
    return address;
  }

  public String getStatus() {
    return status;
  }

  public void setStatus(String status) {
    this.status = status;
  }
}
